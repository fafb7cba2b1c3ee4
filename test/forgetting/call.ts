import { expect } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import type { Call } from './person.ts';

/** Calls of a runtime in this process, through its router. */
export function callOf(runtime: Pick<Runtime, 'respond'>): Call {
  return async (method, path, body) => {
    const sent = body === undefined ? {} : { contentType: 'application/json', body: JSON.stringify(body) };
    const answer = await runtime.respond({ method, path, contentType: null, authorization: null, body: null, ...sent });
    expect(answer.status, `${method} ${path.split('?')[0]}`).toBe(200);
    return JSON.parse(answer.body);
  };
}
