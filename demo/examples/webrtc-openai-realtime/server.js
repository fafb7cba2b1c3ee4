import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { findModel } from 'memoair-web/node';
import sirv from 'sirv';

const files = (folder) => sirv(folder, { dev: true });
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const page = files(path('dist'));
// fetched by `npx voice-runtime model`; without it recall goes by words
const model = files((await findModel())?.folder ?? path('model'));

const key = process.env.OPENAI_API_KEY;
const api = process.env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1';

const SESSION = {
  type: 'realtime',
  model: 'gpt-realtime',
  instructions: 'You are on the telephone with somebody whom you have spoken to before. Answer in a sentence or two.',
  // the memory goes by what was said: input has to be transcribed
  audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe' } }, output: { voice: 'marin' } },
};

const EXPIRES = { anchor: 'created_at', seconds: 60 };

/** A token of a minute for one call: the key stays here. In production: for those alone who are signed in. */
async function token(response) {
  const json = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (!key) return json(503, { message: 'OPENAI_API_KEY is not set where the server was started, so there is nobody to call.' });
  try {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${api}/realtime/client_secrets`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ session: SESSION, expires_after: EXPIRES }),
    });
    if (!answer.ok) return json(502, { message: `OpenAI gave no token: status ${answer.status}. Check the key.` });
    const { value } = await answer.json();
    return json(200, { token: value, callsUrl: `${api}/realtime/calls` });
  } catch {
    return json(502, { message: 'OpenAI cannot be reached from where the server runs.' });
  }
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
server.listen(Number(process.env.PORT ?? 5181), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
