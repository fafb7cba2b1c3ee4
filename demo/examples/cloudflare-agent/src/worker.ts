import { routeAgentRequest } from 'agents';
import { OrgObject } from 'memoair-web/edge';
import { Assistant, type Env } from './assistant.ts';
import { MemoryObject } from './memory-object.ts';

export { Assistant, MemoryObject, OrgObject };

export default {
  // the page and the model are static assets, answered before this
  async fetch(request, env): Promise<Response> {
    return (await routeAgentRequest(request, env)) ?? new Response('Not found', { status: 404 });
  },
} satisfies ExportedHandler<Env>;
