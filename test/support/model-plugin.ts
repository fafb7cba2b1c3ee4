import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { findModel } from '../../src/node/model/provision.ts';

/** Serves the model of this machine's cache under /model/ to pages under test. */
export function serveModel(): Plugin {
  return {
    name: 'serve-model',
    configureServer(server) {
      server.middlewares.use('/model/', (request, response) => {
        const name = (request.url ?? '').split('?', 1)[0]!.replace(/^\//, '');
        void fileOf(name).then((path) => {
          response.statusCode = path ? 200 : 404;
          return path ? createReadStream(path).pipe(response) : response.end();
        });
      });
    },
  };
}

/** The file's path, or null for anything that is no file of the model. */
async function fileOf(name: string): Promise<string | null> {
  const model = /^[\w.-]+$/.test(name) ? await findModel() : null;
  const path = model && join(model.folder, name);
  return path && existsSync(path) ? path : null;
}
