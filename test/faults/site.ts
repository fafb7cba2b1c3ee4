import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { findModel } from '../../src/node/model/provision.ts';
import { buildSite } from '../service-worker/site.ts';
import type { Step } from './app/commands.ts';

/** How the model's folder is served. */
export type ModelFault = 'none' | 'missing' | 'truncated' | 'altered' | 'no manifest';

/** The page's server, and what can be made wrong there. */
export interface FaultySite {
  readonly url: string;
  /** How the model's folder is served, under `/model/…/`: what a browser has kept of one address is not that of another. */
  model: ModelFault;
  /** Who hears that a worker has come to a step and waits. */
  onStep: (at: Step) => void;
  close(): Promise<void>;
}

/** The policy of a strict app, less what lets WebAssembly be compiled. */
const NO_WASM = "default-src 'self'; script-src 'self'";

/** Builds the page and serves it under `/`, and under `/strict/` where no WebAssembly may be compiled. */
export async function serveFaultySite(): Promise<FaultySite> {
  const held = new Set<ServerResponse>();
  const model = await findModel();
  const server = (request: IncomingMessage, response: ServerResponse): boolean => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, first = '', second = '', file = ''] = pathname.split('/');
    if (first === 'at') {
      // never answered: what waits for it is ended
      held.add(response);
      site.onStep(second as Step);
      return true;
    }
    if (first === 'model') {
      void serveModelFile(response, model?.folder, site.model, file);
      return true;
    }
    return false;
  };
  const built = await buildSite({
    config: 'test/faults/vite.config.ts',
    modes: ['production'],
    server: (request, response) => serveUnder(request, response, server),
  });
  const site: FaultySite = {
    url: built.url,
    model: 'none',
    onStep: () => undefined,
    close: async () => {
      for (const response of held) response.destroy();
      await built.close();
    },
  };
  return site;
}

/** A folder of the address decides the policy, and what tells one worker from another is left out; the files are the same. */
function serveUnder(request: IncomingMessage, response: ServerResponse, server: (request: IncomingMessage, response: ServerResponse) => boolean): boolean {
  const url = request.url ?? '/';
  const path = url.replace(/^\/line\/[^/]+\/[^/]+/, '');
  if (path.startsWith('/strict/')) response.setHeader('content-security-policy', NO_WASM);
  request.url = path.replace(/^\/strict\//, '/');
  return server(request, response);
}

async function serveModelFile(response: ServerResponse, folder: string | undefined, fault: ModelFault, name: string): Promise<void> {
  const path = folder && /^[\w.-]+$/.test(name) ? join(folder, name) : null;
  const gone = fault === 'missing' ? name.endsWith('.onnx') : fault === 'no manifest' && name === 'manifest.json';
  if (!path || !existsSync(path) || gone) return void response.writeHead(404).end();
  let body: Uint8Array = await readFile(path);
  if (name.endsWith('.onnx') && fault === 'truncated') body = body.subarray(0, body.length >> 1);
  if (name.endsWith('.onnx') && fault === 'altered') body[body.length >> 1]! ^= 255;
  response.end(body);
}
