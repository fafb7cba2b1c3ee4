import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const SERVICE_WORKER = 'sw.js';
/** ONNX Runtime's build for WebGPU, 27 MB that the page never asks for. */
const FOR_WEBGPU = /\.asyncify[.-]/;

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
          .filter(({ fileName }) => fileName !== SERVICE_WORKER && !FOR_WEBGPU.test(fileName))
          .map((output) => ({
            url: output.fileName === 'index.html' ? '/' : `/${output.fileName}`,
            integrity: integrityOf(output.type === 'chunk' ? output.code : output.source),
          }))
          .sort((a, b) => a.url.localeCompare(b.url));
        const version = createHash('sha256').update(JSON.stringify(files)).update(worker.code).digest('hex').slice(0, 12);
        worker.code = `const PRECACHE=${JSON.stringify({ version, files })};\n${worker.code}`;
      },
    },
  };
}

/** As `fetch` takes it: a file that is not the one that was built is refused while it is fetched. */
function integrityOf(content: string | Uint8Array): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
