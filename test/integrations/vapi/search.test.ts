import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  documentsFromSearchResult,
  extractQuery,
  MemoAirVapiSearch,
  messageType,
  VapiWebhookError,
  type MemoAirVapiSearchOptions,
} from '../../../src/integrations/vapi-search.ts';
import { MemoAirVoiceClient } from '../../../src/node/sdk.ts';
import { knowledgeBaseRequest, otherMessage } from './messages.ts';

const KEYS = { projectId: 'proj_1', agentId: 'agent_1', cloudBaseUrl: '' };
const asked = (content: string): object =>
  knowledgeBaseRequest([
    { role: 'user', content: 'Hello.' },
    { role: 'assistant', content: 'How can I help?' },
    { role: 'user', content },
    { role: 'assistant', content: '' },
  ]);

describe('a search for Vapi', () => {
  let storageRoot: string;
  let client: MemoAirVoiceClient;
  let search: MemoAirVapiSearch;
  const make = (options: Partial<MemoAirVapiSearchOptions> = {}): MemoAirVapiSearch =>
    new MemoAirVapiSearch({ ...KEYS, client, searchTimeoutMs: 20_000, ...options });

  beforeAll(async () => {
    storageRoot = await mkdtemp(join(tmpdir(), 'memoair-vapi-'));
    client = new MemoAirVoiceClient({ ...KEYS, storageRoot, orgOnly: true });
    const documents = Array.from({ length: 9 }, (_, i) => ({ id: `doc-${i}`, text: `Refunds are possible within ${i + 10} days, part ${i}.` }));
    await client.createIndex('handbook', documents);
    search = make();
  });
  afterAll(async () => {
    await search.aclose();
    await rm(storageRoot, { recursive: true, force: true });
  });

  it('answers a request with the best documents of the workspace, as JSON has them', async () => {
    const answer = await search.handleRequest(asked('How many days do I have for refunds?'));
    const { documents } = JSON.parse(JSON.stringify(answer)) as { documents: Record<string, unknown>[] };
    expect(documents).toHaveLength(5);
    for (const document of documents)
      expect(document).toEqual({ content: expect.stringContaining('Refunds'), similarity: expect.any(Number), uuid: expect.stringMatching(/^doc-\d:0$/) });
    expect((await make({ topK: 2 }).search('refunds')).documents).toHaveLength(2);
    expect((await make({ topK: 0 }).search('refunds')).documents.length).toBeGreaterThan(0);
  });

  it('answers any other message with nothing', async () => {
    for (const payload of [otherMessage('status-update'), otherMessage(7), {}, { message: 7 }]) expect(await search.handleRequest(payload)).toEqual({});
  });

  it('says what is wrong with a payload, and nothing of what it holds', async () => {
    const secret = 'word that nobody is to see';
    const payloads = [
      null,
      7,
      'text',
      [],
      ...[undefined, 7, [], [null, 7], [{ role: 'assistant', content: secret }], [{ role: 'user', content: ' ' }]].map((messages) => ({
        message: { type: 'knowledge-base-request', messages },
      })),
    ];
    for (const payload of payloads) {
      const thrown: unknown = await search.handleRequest(payload).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(VapiWebhookError);
      expect(thrown).toMatchObject({ code: 'runtime.bad_request', status: 400, message: expect.not.stringContaining(secret) });
    }
  });

  it('has no documents when the search fails, and says so on the console without a word of it', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const failing = make({ client: { searchMemory: () => Promise.reject(new Error('refunds')), aclose: async () => undefined } });
    expect(await failing.handleRequest(asked('refunds'))).toEqual({ documents: [] });
    expect(warned.mock.calls).toEqual([['MemoAirVapiSearch: a search failed (Error).']]);
    warned.mockRestore();
  });

  it('is about a user where it is not about the workspace alone', async () => {
    const seen: unknown[] = [];
    const other: NonNullable<MemoAirVapiSearchOptions['client']> = {
      searchMemory: async (_query, options) => {
        seen.push([options?.lanes, options?.user]);
        return { contextText: 'All that is known.', profile: null, working: [], permanent: [], org: [], sources: [], trace: {} };
      },
      aclose: async () => undefined,
    };
    await make({ client: other }).search('x', { userId: 'ada', lanes: ['profile'] });
    const personal = make({ client: other, orgOnly: false });
    await personal.search('x', { userId: 'ada' });
    expect(await personal.search('x', { userId: 'ada', lanes: ['profile', 'org'] })).toEqual({ documents: [{ content: 'All that is known.' }] });
    expect(seen).toEqual([
      [['org'], undefined],
      [['org'], { id: 'ada' }],
      [['profile', 'org'], { id: 'ada' }],
    ]);
  });

  it('needs to know whose memory it is', () => {
    for (const missing of ['apiKey', 'projectId', 'agentId'])
      expect(() => new MemoAirVapiSearch({ apiKey: 'k', projectId: 'p', agentId: 'a', [missing]: '' })).toThrow(TypeError);
  });
});

describe('what Vapi sends and takes', () => {
  it('is read as the Python package reads it', () => {
    expect([messageType(asked('x')), messageType({}), messageType(null), messageType({ message: { type: 7 } })]).toEqual([
      'knowledge-base-request',
      null,
      null,
      null,
    ]);
    expect(extractQuery(asked('  What now? '))).toBe('  What now? ');
  });

  it('is made of hits of any make', () => {
    const org = [
      { text: 'a', score: 0.5, chunkId: 'c', docId: 'd' },
      { content: 'b', similarity: 1, id: 7 },
      { chunk: 'c', score: 'high', uuid: 'u' },
      { text: ' ' },
      null,
      7,
    ];
    expect(documentsFromSearchResult({ contextText: 'all', org }, { topK: 0 })).toEqual([
      { content: 'a', similarity: 0.5, uuid: 'c' },
      { content: 'b', similarity: 1, uuid: '7' },
      { content: 'c', uuid: 'u' },
    ]);
    expect(documentsFromSearchResult({ contextText: 'all', org }, { topK: 1 })).toHaveLength(1);
    expect(documentsFromSearchResult({ contextText: 'all', org: [] }, { topK: 5 })).toEqual([{ content: 'all' }]);
    expect(documentsFromSearchResult({ contextText: ' ', org: [] }, { topK: 5 })).toEqual([]);
  });
});
