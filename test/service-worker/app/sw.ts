/** The app's service worker. Its address says what is passed to answerLoopback. */
import { answerLoopback, type AnswerLoopbackOptions, type LoopbackScope } from '../../../src/loopback/service-worker/index.ts';
import { PORT } from './port.ts';

const { cloud, ...options } = Object.fromEntries(new URL(location.href).searchParams) as Record<string, string>;
const more: AnswerLoopbackOptions = cloud === undefined ? {} : { cloud: { baseUrl: cloud, agentId: 'agent_1' } };
answerLoopback(globalThis as unknown as LoopbackScope, { ...options, ...more, ports: [PORT] });

// a listener of the app's own, for what is not the runtime's
addEventListener('fetch', (event) => {
  const { request, respondWith } = event as unknown as { request: Request; respondWith: (response: Response) => void };
  if (new URL(request.url).pathname === '/own') respondWith.call(event, new Response('of the app'));
});
