/// <reference lib="esnext.disposable" preserve="true" />
import { loopbackPort, pagePorts } from '../../loopback/ports.ts';
import { MemoAirVoiceMemoryError } from '../errors.ts';
import { decode, type BlockingRequest, type BlockingResponse, type CallMessage } from './calls.ts';
import { createLine, receive } from './shared-line.ts';

/** Makes HTTP calls for a thread that waits for them. May serve several memories, one call at a time. */
export interface BlockingClient extends Disposable {
  /**
   * Returns when the answer is there, or the time is over.
   *
   * @throws MemoAirVoiceMemoryError `runtime.not_found` when this client was closed, or the runtime lives in this very thread
   */
  request(request: BlockingRequest): BlockingResponse;
  /** Ends the thread that works for this client. Idempotent. */
  close(): void;
}

/** The thread that makes the calls. */
export interface WorkingThread {
  post(message: CallMessage): void;
  end(): void;
}

/** A client over a thread that is ready. */
export function threadClient(thread: WorkingThread): BlockingClient {
  let line = createLine();
  let open = true;
  const close = (): void => {
    if (open) thread.end();
    open = false;
  };
  return {
    request(request) {
      if (!open) throw notHere('This client was closed. Create another.');
      refuseOwnThread(request.url);
      thread.post({ request, line });
      const answer = receive(line, request.timeoutMs);
      if (answer) return decode(answer);
      // an answer that comes too late must not be taken for the next one's
      line = createLine();
      return { status: null, reason: 'timeout' };
    },
    close,
    [Symbol.dispose]: close,
  };
}

/** @throws MemoAirVoiceMemoryError where the platform lets no thread wait for another, with what to do */
export function assertMayBlock(): void {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
  } catch (cause) {
    throw notHere(
      'This thread may not wait for another. In a browser, use the blocking classes in a dedicated worker of a page that is cross-origin isolated (Cross-Origin-Opener-Policy: same-origin, Cross-Origin-Embedder-Policy: require-corp); anywhere else, use MemoAirVoiceMemory, which is asynchronous.',
      cause,
    );
  }
}

export function notHere(message: string, cause?: unknown): MemoAirVoiceMemoryError {
  return new MemoAirVoiceMemoryError({ code: 'runtime.not_found', message, ...(cause === undefined ? {} : { cause }) });
}

/** A runtime on a port of this thread could not answer while the thread waits for it. */
function refuseOwnThread(url: string): void {
  const port = loopbackPort(new URL(url));
  if (port === undefined || !pagePorts().isBound(port)) return;
  throw notHere(
    `Port ${port} is answered inside this thread, which would wait for itself. Run the runtime in another thread or process (in Node the executable voice-runtime; in a worker createBlockingClient({ runtime })), or use MemoAirVoiceMemory.`,
  );
}
