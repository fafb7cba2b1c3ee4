import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { AccessToken } from 'livekit-server-sdk';
import { findModel } from 'memoair-web/node';
import sirv from 'sirv';

const files = (folder) => sirv(folder, { dev: true });
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const page = files(path('dist'));
// fetched by `npx voice-runtime model`; without it recall goes by words
const model = files((await findModel())?.folder ?? path('model'));

const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = process.env;
const configured = Boolean(url && key && secret);

/** Lets one person into a room of their own. In production: those alone who are signed in, under their own identity. */
async function token(response) {
  const json = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (!configured) return json(503, { message: 'LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET are not set where the server was started.' });
  const access = new AccessToken(key, secret, { identity: 'ada', ttl: '10m' });
  access.addGrant({ roomJoin: true, room: `call-${randomUUID()}` });
  return json(200, { url, token: await access.toJwt() });
}

const server = createServer((request, response) => {
  // another site's name, bound anew to this machine, keeps its own name here
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(request.headers.host ?? '')) return void response.writeHead(421).end();
  const missing = () => response.writeHead(404).end();
  if (request.method === 'POST' && request.url === '/token') return void token(response);
  if (!request.url.startsWith('/model/')) return page(request, response, missing);
  request.url = request.url.slice('/model'.length);
  model(request, response, missing);
});
server.once('error', ({ message }) => {
  console.error(message);
  process.exitCode = 1;
});
server.listen(Number(process.env.PORT ?? 5183), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));

// the agent is a process of its own, on this machine or on any other
if (configured) spawn(process.execPath, [path('agent.js'), 'start'], { stdio: 'inherit' });
