import type { CloudStore } from '../../src/cloud/cloud-store.ts';
import { readBody } from '../../src/loopback/body.ts';
import { cloudContents } from './cloud-contents.ts';
import { isNetworkState, NETWORK_STATES, type NetworkState, type NetworkSwitch } from './network-switch.ts';
import { refusal } from './refusal.ts';

export const SWITCH_PATH = '/cloud-switch';
const BODY_BYTES = 256;

/** GET: how the network stands, and what the cloud holds of the user of `X-User-Id`. POST `{state}`: sets the network of this browser. */
export async function answerSwitch(
  request: Request,
  project: string,
  { network, store }: { readonly network: NetworkSwitch; readonly store: CloudStore },
): Promise<Response> {
  if (request.method === 'POST') {
    const state = await stateIn(request);
    if (state === null) return refusal(400, 'demo.bad_state', `Send {"state": …} as application/json, one of ${NETWORK_STATES.join(', ')}.`);
    network.set(project, state);
  } else if (request.method !== 'GET') return refusal(405, 'demo.bad_method', 'This path takes GET and POST.', { allow: 'GET, POST' });
  const user = request.headers.get('x-user-id') ?? '';
  return Response.json({ state: network.of(project), holds: user === '' ? null : await cloudContents(store, project, user) });
}

async function stateIn(request: Request): Promise<NetworkState | null> {
  if (request.headers.get('content-type') !== 'application/json') return null;
  try {
    const body: unknown = JSON.parse(String(await readBody(request, BODY_BYTES)));
    const state: unknown = typeof body === 'object' && body !== null && 'state' in body ? body.state : null;
    return isNetworkState(state) ? state : null;
  } catch {
    // no JSON, or too much of it
    return null;
  }
}
