import { fileURLToPath } from 'node:url';
import { modelFolder } from './model-folder.ts';
import { serveDemo } from './serve.ts';

const DEFAULT_PORT = 5173;
const HIGHEST_PORT = 65_535;

function portOf(given: string | undefined): number {
  const port = given === undefined || given === '' ? DEFAULT_PORT : Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= HIGHEST_PORT) return port;
  throw new RangeError(`PORT has to be a whole number from 0 to ${HIGHEST_PORT}.`);
}

async function main(signal: AbortSignal): Promise<void> {
  const port = portOf(process.env['PORT']);
  const model = await modelFolder(signal);
  const folder = fileURLToPath(new URL('../../dist-demo', import.meta.url));
  const demo = await serveDemo({ folder, modelFolder: model, port });
  process.stdout.write(`\nmemoair-web demo: ${demo.url}\nCtrl-C ends it.\n`);
  signal.addEventListener('abort', () => void demo.close());
}

const over = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort());

main(over.signal).catch((error: unknown) => {
  if (over.signal.aborted) return;
  const { code, message } = error as NodeJS.ErrnoException;
  process.stderr.write(code === 'EADDRINUSE' ? `The port is taken by another program. Choose one: PORT=5174 npm start\n` : `${message}\n`);
  process.exitCode = 1;
});
