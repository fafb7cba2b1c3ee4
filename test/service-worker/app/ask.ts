/** How callers ask that know of no runtime in the page. */
import { PORT } from './port.ts';

export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly headers: string;
}

export interface AskOptions {
  readonly host?: string;
  readonly type?: string;
  readonly token?: string;
}

export const addressOf = (path: string, host = '127.0.0.1'): string => `http://${host}:${PORT}${path}`;

/** A plain XMLHttpRequest. With a body it is a POST. */
export function xhr(path: string, body?: string, options: AskOptions = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(body === undefined ? 'GET' : 'POST', addressOf(path, options.host));
    if (body !== undefined) request.setRequestHeader('content-type', options.type ?? 'application/json');
    if (options.token !== undefined) request.setRequestHeader('authorization', `Bearer ${options.token}`);
    request.addEventListener('load', () => resolve({ status: request.status, body: request.responseText, headers: request.getAllResponseHeaders() }));
    request.addEventListener('error', () => reject(new Error('the request failed')));
    request.send(body);
  });
}
