import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const SERVICE_WORKER = 'sw.js';
const PAGE = 'index.html';
/** ONNX Runtime's build for WebGPU, 27 MB that the page never asks for, and a model that the voice keeps by itself once somebody speaks. */
const NOT_KEPT = /\.asyncify[.-]|silero_vad/;

/**
 * Writes the list of everything that was built and is needed, each with its hash, to the top of the service worker: another build is
 * another service worker, and the browser notices by itself.
 */
export function precache(): Plugin {
  return {
    name: 'demo-precache',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[SERVICE_WORKER];
        if (worker?.type !== 'chunk') throw new Error(`The build made no ${SERVICE_WORKER}.`);
        const files = Object.values(bundle)
          .filter(({ fileName }) => isKept(fileName))
          .map((output) => ({
            url: output.fileName === PAGE ? '/' : `/${output.fileName}`,
            integrity: integrityOf(output.type === 'chunk' ? output.code : output.source),
          }))
          .sort((a, b) => a.url.localeCompare(b.url));
        const version = createHash('sha256').update(JSON.stringify(files)).update(worker.code).digest('hex').slice(0, 12);
        worker.code = `const PRECACHE=${JSON.stringify({ version, files })};\n${worker.code}`;
      },
    },
  };
}

/** The page, and what it names by a hash. A file whose name says nothing of what is in it would be kept as it was in an older version. */
const isKept = (fileName: string): boolean => fileName === PAGE || (fileName.startsWith('assets/') && !NOT_KEPT.test(fileName));

/** As `fetch` takes it: a file that is not the one that was built is refused while it is fetched. */
function integrityOf(content: string | Uint8Array): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
