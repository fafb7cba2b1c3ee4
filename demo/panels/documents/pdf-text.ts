import type { Work } from '../progress.ts';
import type { PdfMessage } from './pdf-worker.ts';

const UNREADABLE = 'This PDF cannot be read. Open it and print it to a new PDF, or save its text as .txt.';
const LOCKED = 'This PDF asks for a password. Save it without one, and try again.';
const PICTURES = 'This PDF holds pictures of text alone. Run text recognition over it first.';

/**
 * The text of a PDF, page by page. What reads it is fetched when the first one comes, and runs on a thread of its own, which ends with it.
 *
 * @throws Error that says what to do, or the reason of the signal
 */
export async function pdfText(bytes: ArrayBuffer, { signal, report }: Work): Promise<string> {
  const worker = new Worker(new URL('pdf-worker.ts', import.meta.url), { type: 'module' });
  try {
    const text = await new Promise<string>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.addEventListener('error', () => reject(new Error(UNREADABLE)));
      worker.addEventListener('message', ({ data }: MessageEvent<PdfMessage>) => {
        if (data.kind === 'page') report(data.page / data.pages, `page ${data.page} of ${data.pages}`);
        else if (data.kind === 'text') resolve(data.text);
        // what reads PDFs takes the thread for its own, and says a word to it
        else if (data.kind === 'failed') reject(new Error(data.why === 'locked' ? LOCKED : UNREADABLE));
      });
      worker.postMessage(bytes, [bytes]);
    });
    if (text === '') throw new Error(PICTURES);
    return text;
  } finally {
    worker.terminate();
  }
}
