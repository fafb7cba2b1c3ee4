import { createReadStream, existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { provisionModel } from '../../src/node/model/provision.ts';

/** Serves the model of this machine under /model/; false for every other address. */
export async function serveModel(): Promise<(request: IncomingMessage, response: ServerResponse) => boolean> {
  const { folder } = await provisionModel();
  return (request, response) => {
    const [, first = '', name = ''] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    if (first !== 'model') return false;
    const path = join(folder, name);
    if (/^[\w.-]+$/.test(name) && existsSync(path)) createReadStream(path).pipe(response);
    else response.writeHead(404).end();
    return true;
  };
}
