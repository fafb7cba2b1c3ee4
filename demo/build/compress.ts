import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSED = /\.(?:js|mjs|css|html|json|svg|wasm|webmanifest)$/;
/** A smaller file gains nothing that a person would notice. */
const SMALLEST = 2_048;
/** A third of the bytes of WebAssembly inside a second; the highest takes half a minute. */
const QUALITY = 5;

/** Writes each file that gains from it a second time, in Brotli, as `<name>.br`: what is served to whoever takes it. */
export function compress(): Plugin {
  return {
    name: 'demo-compress',
    apply: 'build',
    writeBundle: async ({ dir = '' }, bundle) => {
      await Promise.all(
        Object.keys(bundle)
          .filter((name) => COMPRESSED.test(name))
          .map(async (name) => {
            const whole = await readFile(join(dir, name));
            if (whole.length < SMALLEST) return;
            const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: whole.length };
            await writeFile(join(dir, `${name}.br`), await promisify(brotliCompress)(whole, { params }));
          }),
      );
    },
  };
}
