import { ModelError } from '../src/node/model/errors.ts';
import { createProgressBar } from '../src/node/model/progress-bar.ts';
import { provisionModel } from '../src/node/model/provision.ts';

/** The model's folder, fetched on the first start; null where it cannot be had: recall then goes by words. */
export async function modelFolder(signal: AbortSignal): Promise<string | null> {
  const bar = createProgressBar(process.stderr);
  try {
    return (await provisionModel({ signal, onProgress: (progress) => bar.update(progress) })).folder;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ModelError)) throw error;
    bar.close();
    process.stderr.write(`${error.message}\n\nIt is served without the model: recall goes by words alone.\n`);
    return null;
  } finally {
    bar.close();
  }
}
