import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Plugin } from 'vite';

/** Options of {@link compiledWasm}. */
export interface CompiledWasmOptions {
  /** Imports that stay as they are: of packages that are installed beside the bundle. Default: none. */
  readonly leave?: (source: string) => boolean;
}

/** Leaves imports of `*.wasm` as they are, and lays the files beside the bundle: Workers compile them with the code. */
export function compiledWasm({ leave = () => false }: CompiledWasmOptions = {}): Plugin {
  return {
    name: 'compiled-wasm',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith('.wasm')) return null;
      if (leave(source)) return { id: source, external: true };
      const found = await this.resolve(source, importer, { skipSelf: true });
      if (!found) return null;
      const fileName = basename(found.id);
      this.emitFile({ type: 'asset', fileName, source: await readFile(found.id) });
      return { id: `./${fileName}`, external: 'relative' };
    },
  };
}
