import { createProgressBar } from '../../src/node/model/progress-bar.ts';
import { findModel, provisionModel } from '../../src/node/model/provision.ts';

/** Tests embed with the real model: it is fetched here once, with a bar, when this machine has none. */
export default async function setup(): Promise<void> {
  if (await findModel()) return;
  const bar = createProgressBar(process.stderr);
  try {
    await provisionModel({ onProgress: (progress) => bar.update(progress) });
  } finally {
    bar.close();
  }
}
