import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { findModel } from 'memoair-web/node';
import sirv from 'sirv';

const files = (folder) => sirv(folder, { dev: true });
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Any server of files will do, with these three under one origin. */
const served = [
  ['/memoair/', files(path('node_modules/memoair-web/dist'))],
  // fetched by `npx voice-runtime model`; without it recall goes by words
  ['/model/', files((await findModel())?.folder ?? path('model'))],
  ['/', files(path('page'))],
];

const server = createServer((request, response) => {
  const [prefix, handler] = served.find(([start]) => request.url.startsWith(start)) ?? served.at(-1);
  request.url = `/${request.url.slice(prefix.length)}`;
  handler(request, response, () => response.writeHead(404).end());
});
server.once('error', ({ message }) => {
  console.error(message);
  process.exitCode = 1;
});
server.listen(Number(process.env.PORT ?? 5180), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
