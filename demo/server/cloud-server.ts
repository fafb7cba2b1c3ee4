import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { CloudStore } from '../../src/cloud/cloud-store.ts';
import { createCloud } from '../../src/cloud/create-cloud.ts';
import { CLOUD_PATHS } from '../../src/contract/cloud.ts';
import { send, toRequest } from '../../src/loopback/node-http.ts';
import { projectOf } from './browser-cookie.ts';
import { isOurPage } from './guard.ts';
import { answerSwitch, SWITCH_PATH } from './answer-switch.ts';
import { NetworkSwitch } from './network-switch.ts';
import { refusal } from './refusal.ts';

const PREFIX = '/cloud';
const SLOW_MS = 3000;
const RETRY_AFTER_S = 2;

/** Answers for the cloud beside the page. */
export interface CloudServer {
  /** Whether a path is one of its own. */
  owns(path: string): boolean;
  answer(message: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  /** The store is its owner's to close. */
  close(): Promise<void>;
}

/**
 * The reference cloud under /cloud, and the switch of the network before it. A page brings no key: the key is added here, and whose
 * memory is meant is decided by the browser's cookie, so that no browser reaches what another one keeps, whatever user it names.
 */
export async function createCloudServer(store: CloudStore): Promise<CloudServer> {
  const key = randomBytes(32).toString('base64url');
  // devices whose sync tokens another process has signed pull from the start
  const cloud = await createCloud({ store, apiKeys: [key], tokenSecret: randomBytes(32).toString('base64url') });
  const network = new NetworkSwitch();

  const pass = async (request: Request, project: string): Promise<Response> => {
    const state = network.of(project);
    const url = new URL(request.url);
    url.pathname = url.pathname.slice(PREFIX.length);
    if (state === 'slow') await pause(SLOW_MS, undefined, { signal: request.signal });
    if (state === 'failing') return refusal(503, 'demo.failing', 'The switch says that the cloud fails.', { 'retry-after': String(RETRY_AFTER_S) });
    if (state === 'refusing' && url.pathname === CLOUD_PATHS.events) return refusal(422, 'demo.refusing', 'The switch says that events are refused.');
    const inner = new Request(url, request);
    inner.headers.delete('cookie');
    inner.headers.set('authorization', `Bearer ${key}`);
    inner.headers.set('x-project-id', project);
    return cloud.fetch(inner);
  };

  return {
    owns: (path) => path === SWITCH_PATH || path.startsWith(`${PREFIX}/`),
    close: () => cloud.close(),
    answer: async (message, response, path) => {
      const project = isOurPage(message.headers) ? projectOf(message.headers) : null;
      const isSwitch = path === SWITCH_PATH;
      if (project !== null && !isSwitch && network.of(project) === 'offline') {
        message.socket.destroy();
        return;
      }
      const left = new AbortController();
      response.once('close', () => left.abort());
      const request = toRequest(message, 'http://cloud.invalid', left.signal);
      const answer =
        project === null
          ? refusal(403, 'demo.not_known', 'Open the page of this server first.')
          : await (isSwitch ? answerSwitch(request, project, { network, store }) : pass(request, project));
      await send(message, response, forThisPage(answer));
    },
  };
}

/** The cloud lets pages of any origin read its answers: they bring a key of their own. Here nobody does. */
function forThisPage(answer: Response): Response {
  const headers = new Headers([...answer.headers].filter(([name]) => !name.startsWith('access-control-')));
  headers.set('cache-control', 'no-store');
  headers.set('x-content-type-options', 'nosniff');
  return new Response(answer.body, { status: answer.status, headers });
}
