import { proxy, wrap, type Remote } from 'comlink';
import type { Preparation, VoiceEngine } from './voice-engine.ts';

/** The engine, and how to let go of it and all its memory. */
export interface StartedEngine {
  readonly engine: Remote<VoiceEngine>;
  readonly close: () => void;
}

/**
 * Starts the engine in a worker of its own.
 *
 * @throws Error that says what to do, or the signal's reason
 */
export async function startEngine(onStep: (preparation: Preparation) => void, signal: AbortSignal): Promise<StartedEngine> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./main.ts', import.meta.url), { type: 'module', name: 'memoair-voice' });
  const close = (): void => worker.terminate();
  const engine = wrap<VoiceEngine>(worker);
  try {
    const broken = new Promise<never>((_resolve, reject) => {
      worker.addEventListener('error', () => reject(new Error('The script that understands speech could not be loaded. Reload the page.')), { once: true });
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    const fault = await Promise.race([engine.prepare(proxy(onStep)), broken]);
    if (fault !== null) throw new Error(fault);
    return { engine, close };
  } catch (thrown) {
    close();
    throw thrown;
  }
}
