import { request } from 'node:http';
import type { Answer, Send } from './cases.ts';

/** Sends as it is written, what no fetch would let pass included: any path, method, Host and Origin. */
export function overSocket(base: string): Send {
  const { hostname, port } = new URL(base);
  return ({ method, path, headers, body }) =>
    new Promise<Answer>((resolve, reject) => {
      const length = body ? { 'content-length': String(body.length) } : {};
      // what stands in a path as a character goes as its bytes, as every client would send it
      const asSent = path.replace(/[^!-~]/gu, encodeURIComponent);
      const asked = request({ host: hostname, port, method, path: asSent, headers: { ...length, ...headers }, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            type: response.headers['content-type'] ?? '',
            allow: response.headers.allow ?? null,
          }),
        );
      });
      asked.on('error', reject);
      asked.end(body);
    });
}
