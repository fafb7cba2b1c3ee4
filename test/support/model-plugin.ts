import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { findModel } from '../../src/node/model/provision.ts';

/** Serves the model of this machine's cache under /model/ to pages under test. */
export function serveModel(): Plugin {
  return {
    name: 'serve-model',
    configureServer(server) {
      server.middlewares.use('/model/', (request, response, next) => {
        const name = (request.url ?? '').split('?', 1)[0]!.replace(/^\//, '');
        if (!/^[\w.-]+$/.test(name)) return next();
        void findModel().then((model) => {
          if (!model) return next();
          const path = join(model.folder, name);
          const size = statSync(path, { throwIfNoEntry: false })?.size;
          if (size === undefined) return next();
          response.setHeader('content-type', 'application/octet-stream');
          response.setHeader('content-length', size);
          createReadStream(path).pipe(response);
        }, next);
      });
    },
  };
}
