import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CloudStore } from '../src/cloud/cloud-store.ts';
import { openCloudFile } from '../src/node/cloud/open-cloud-file.ts';
import { defaultStorageRoot } from '../src/node/storage-paths.ts';
import { modelFolder } from './model-folder.ts';
import { serveDemo } from './serve.ts';
import { httpsOrigin } from './server/https-origin.ts';

const DEFAULT_PORT = 5173;
const HIGHEST_PORT = 65_535;

function portOf(given: string | undefined): number {
  const port = given === undefined || given === '' ? DEFAULT_PORT : Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= HIGHEST_PORT) return port;
  throw new RangeError(`PORT has to be a whole number from 0 to ${HIGHEST_PORT}.`);
}

/** What the cloud beside the page was told is kept: one that began anew would not know what browsers were acknowledged. Null where it cannot be. */
async function openDemoCloud(): Promise<CloudStore | null> {
  try {
    return await openCloudFile(join(defaultStorageRoot(), 'demo-cloud.data'));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : ''}\nIt is served without the cloud beside it.\n`);
    return null;
  }
}

async function main(signal: AbortSignal): Promise<void> {
  const port = portOf(process.env['PORT']);
  const llmOrigin = httpsOrigin(process.env['DEMO_LLM_ORIGIN']) ?? undefined;
  const model = await modelFolder(signal);
  const folder = fileURLToPath(new URL('../../dist-demo', import.meta.url));
  const cloudStore = await openDemoCloud();
  const demo = await serveDemo({ folder, modelFolder: model, port, ...(cloudStore && { cloudStore }), llmOrigin });
  process.stdout.write(`\nmemoair-web demo: ${demo.url}\nCtrl-C ends it.\n`);
  signal.addEventListener('abort', () => void demo.close().then(() => cloudStore?.close()));
}

const over = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort());

main(over.signal).catch((error: unknown) => {
  if (over.signal.aborted) return;
  const { code, message } = error as NodeJS.ErrnoException;
  process.stderr.write(code === 'EADDRINUSE' ? `The port is taken by another program. Choose one: PORT=5174 npm start\n` : `${message}\n`);
  process.exitCode = 1;
});
