import * as bindings from 'voy-search/voy_search_bg.js';
import { __wbg_set_wasm as setInstance } from 'voy-search/voy_search_bg.js';
import address from 'voy-search/voy_search_bg.wasm?url';
import type { VectorPeer } from './peer.ts';

export function voy(): VectorPeer {
  let index: bindings.Voy | undefined;
  return {
    async build({ size, vector }) {
      // its own entry imports the .wasm file as a module, which only some bundlers understand
      const imports = { './voy_search_bg.js': bindings as unknown as WebAssembly.ModuleImports };
      const { instance } = await WebAssembly.instantiateStreaming(fetch(address), imports);
      setInstance(instance.exports);
      const embeddings = Array.from({ length: size }, (_, i) => ({ id: String(i), title: '', url: '', embeddings: Array.from(vector(i)) }));
      index = new bindings.Voy({ embeddings });
    },
    search: (query, k) => index!.search(query, k).neighbors.map(({ id }) => Number(id)),
    close: () => index?.free(),
  };
}
