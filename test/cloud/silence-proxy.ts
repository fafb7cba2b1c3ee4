import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as it passed by. */
export interface Passed {
  /** Method and path with query. */
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers in the place of the cloud; false lets the call through. */
export type Fault = (call: Passed, response: ServerResponse) => boolean;

/** Stands between devices and their cloud, writes down what passes, and fails as it is told. */
export class RecordingProxy {
  readonly passed: Passed[] = [];
  fault: Fault = () => false;
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const call = { line: `${method} ${url}`, headers, body: Buffer.concat(chunks).toString() };
      this.passed.push(call);
      if (!this.fault(call, response)) void this.#forward(call, method, url, response);
    });
  });
  readonly #target: string;

  constructor(target: string) {
    this.#target = target;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #forward({ headers, body }: Passed, method: string, url: string, response: ServerResponse): Promise<void> {
    const { host: _host, connection: _connection, 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = headers;
    try {
      const answer = await fetch(this.#target + url, { method, headers: rest as Record<string, string>, body: body === '' ? null : body });
      const { 'content-length': _told, 'transfer-encoding': _chunked, connection: _kept, ...told } = Object.fromEntries(answer.headers);
      response.writeHead(answer.status, told).end(await answer.text());
    } catch {
      response.destroy();
    }
  }
}
