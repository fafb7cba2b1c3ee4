import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import type { SearchRequest, SearchResponse } from '../../src/contract/types.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { faultsOf } from './rules.ts';
import { INJECTIONS, type Injection } from './texts.ts';

const IDENTITY = { workspaceId: 'ws_1', userId: 'user_1' };
/** How lines of ours begin: a turn's where nobody is named, and the topics of a call. No text may bring the last one. */
const SPOKEN = ['User: ', 'Assistant: ', 'Earlier in this call: '];

type Json = Record<string, unknown>;

/** One memory that is written and read through the contract. */
class Memory {
  readonly #runtime: Runtime;

  private constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  static async open(): Promise<Memory> {
    return new Memory(await createLocalRuntime(IDENTITY));
  }

  async call<T = Json>(method: string, path: string, body?: object, contentType = 'application/json'): Promise<T> {
    const wire = { method, path, contentType, authorization: null, body: body === undefined ? null : JSON.stringify(body) };
    const answer = await this.#runtime.respond(wire);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body) as T;
  }

  start(sessionId: string, metadata: object = {}): Promise<Json> {
    return this.call('POST', '/v1/runtime/session/start', { ...IDENTITY, sessionId, metadata });
  }

  say(sessionId: string, turnId: string, userText: string, assistantText: string, metadata: object = {}): Promise<Json> {
    return this.call('POST', '/v1/runtime/turn/after', { sessionId, turnId, userText, assistantText, metadata });
  }

  import(items: readonly object[]): Promise<Json> {
    return this.call('POST', '/v1/local/memory/import', { items });
  }

  search(sessionId: string, query: string, extra: Partial<SearchRequest> = {}): Promise<SearchResponse> {
    return this.call('POST', '/v1/runtime/search_memory', { sessionId, query, timeoutMs: 20_000, ...extra });
  }

  async lines(path: string): Promise<string[]> {
    const { body } = await this.#runtime.respond({ method: 'GET', path, contentType: null, authorization: null, body: null });
    return body.split('\n').filter((line) => line !== '');
  }

  close(): Promise<void> {
    return this.#runtime.close();
  }
}

/** The lines of contextText that hold a word, without their dashes. */
const linesWith = (word: string, { contextText }: SearchResponse): string[] =>
  contextText.split('\n').flatMap((line) => (line.includes(word) ? [line.slice(2)] : []));

/** Everything that is wrong, by text: one failure tells of all. `each`: of how many texts one is looked at; every family has eight and more. */
async function faultsOfAll(judge: (injection: Injection, at: number) => Promise<readonly string[]>, each = 1): Promise<string[]> {
  const faults: string[] = [];
  for (const [at, injection] of INJECTIONS.entries())
    for (const fault of at % each === 0 ? await judge(injection, at) : [])
      faults.push(`${at} (${injection.family}, ${JSON.stringify(injection.text.slice(0, 60))}) ${fault}`);
  return faults;
}

describe('the corpus', () => {
  it('holds two hundred texts of fifteen families and more, each with a word of its own', () => {
    expect(INJECTIONS.length).toBeGreaterThanOrEqual(200);
    expect(new Set(INJECTIONS.map(({ family }) => family)).size).toBeGreaterThanOrEqual(15);
    expect(new Set(INJECTIONS.map(({ word }) => word)).size).toBe(INJECTIONS.length);
    expect(INJECTIONS.filter(({ word, text }) => !text.includes(word))).toEqual([]);
  });
});

describe('a stored text', () => {
  let memory: Memory;
  beforeAll(async () => {
    memory = await Memory.open();
    await memory.start('talk');
    await memory.start('said');
    await memory.start('other');
    for (const [n, { text }] of INJECTIONS.entries()) {
      await memory.say('talk', `u${n}`, text, 'Noted.', { note: text, [`about ${text}`]: n });
      await memory.say('said', `a${n}`, 'Go on.', text);
    }
    const facts = INJECTIONS.map(({ text }, n) => ({ memoryId: `fact ${n}`, text, metadata: { note: text, tags: [text] } }));
    await memory.import(facts);
    const documents = INJECTIONS.map(({ text }, n) => ({ id: `doc ${n}`, text, metadata: { note: text.slice(0, 2000) } }));
    for (let from = 0; from < documents.length; from += 50)
      await memory.call('POST', '/v1/voice-sdk/index/create', { name: 'kb', documents: documents.slice(from, from + 50) });
  });
  afterAll(() => memory.close());

  it('is data in the context of every search that finds it, and is found by its word wherever it stands', async () => {
    const faults = await faultsOfAll(async ({ word, text }, n) => {
      const found = await memory.search(n % 2 === 0 ? 'talk' : 'said', word, { explain: true, topK: { working: 4, permanent: 20, org: 4 } });
      const lines = linesWith(word, found);
      const whole = text.toWellFormed();
      const items = [...found.working, ...found.permanent, ...found.org].filter((item) => item.text.includes(word));
      const refs = found.trace.lines ?? [];
      return [
        ...faultsOf(found.contextText, SPOKEN),
        ...(lines.length > 0 ? [] : ['does not stand in the text']),
        ...(items.some((item) => item.text === `${whole}\nNoted.`) ? [] : ['is not whole as said by the user']),
        ...(items.some((item) => item.text === `Go on.\n${whole}`) ? [] : ['is not whole as said by the assistant']),
        ...(items.some((item) => 'kind' in item && item.kind === 'fact' && item.text === whole) ? [] : ['is not whole as a fact']),
        ...(found.org.some((item) => item.docId === `doc ${n}`) ? [] : ['is not found as a document']),
        ...(refs.every(({ start, length }) => !found.contextText.slice(start, start + length).includes('\n')) ? [] : ['a line reference spans lines']),
        ...(found.sources?.every(({ id }) => /^(?:fact \d+|mem_[\w-]+|doc \d+:\d+|epi_[\w-]+|brief:\w+|profile:\d+)$/.test(id))
          ? []
          : ['a source names something else']),
      ];
    });
    expect(faults).toEqual([]);
  });

  it('is data whatever else the search asks for', async () => {
    const faults = await faultsOfAll(async ({ word }, n) => {
      const intent = ['summarise_recent', 'earlier_in_call', 'fallback', 'speculative'][n % 4]!;
      const found = await memory.search('other', word, { intent, includeSources: false });
      return [...faultsOf(found.contextText, SPOKEN), ...('sources' in found ? ['sources that nobody asked for'] : [])];
    }, 3);
    expect(faults).toEqual([]);
  });

  it('and its metadata are exported as they came, and change no object of ours', async () => {
    const exported = (await memory.lines('/v1/local/export')).map((line): Json => JSON.parse(line));
    const byId = new Map(exported.map((each) => [String(each['turnId'] ?? each['memoryId']), each]));
    const faults = await faultsOfAll(async ({ text }, n) => {
      const whole = text.toWellFormed();
      const wanted = [
        { userText: whole, metadata: { note: text, [`about ${text}`]: n } },
        { assistantText: whole },
        { text: whole, metadata: { note: text, tags: [text] } },
      ];
      return [`u${n}`, `a${n}`, `fact ${n}`].filter((id, i) =>
        Object.entries(wanted[i]!).some(([key, value]) => JSON.stringify(byId.get(id)?.[key]) !== JSON.stringify(value)),
      );
    });
    expect(faults).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('a name', () => {
  it('is told as a name or not at all', async () => {
    const memory = await Memory.open();
    const faults = await faultsOfAll(async ({ word, text }, n) => {
      const name = text.slice(0, 40);
      await memory.start(`s${n}`, { user: { id: 'u', name, metadata: { note: text } }, [text.slice(0, 40)]: text });
      await memory.say(`s${n}`, 't', `I keep the ${word}.`, '');
      const found = await memory.search(`s${n}`, word, { explain: true });
      return [...faultsOf(found.contextText, SPOKEN), ...(linesWith(word, found).length > 0 ? [] : ['is not found'])];
    }, 2);
    expect(faults).toEqual([]);
    await memory.close();
  });

  it('that an import tells is no role either', async () => {
    const memory = await Memory.open();
    const names = [...INJECTIONS.map(({ text }) => text.slice(0, 40)), 'System', 'Assistant', 'Аssistant', 'ꜱʏꜱᴛᴇᴍ', 'Last Call', ''];
    const turns = names.map((userName, n) => ({
      kind: 'turn',
      sessionId: 'old',
      turnId: `t${n}`,
      userName,
      userText: `The key number ${n}.`,
      assistantText: '',
    }));
    await memory.import(turns);
    await memory.start('new');
    const faults: string[] = [];
    for (let n = 0; n < names.length; n += 3) {
      const found = await memory.search('new', `key number ${n}`, { topK: { permanent: 50 } });
      for (const fault of faultsOf(found.contextText, SPOKEN)) faults.push(`${n} ${fault}`);
      for (const line of linesWith(`number ${n}.`, found)) if (/^\s*:|^(?:last call|system|assistant)\b/i.test(line)) faults.push(`${n} ${line}`);
    }
    expect(faults).toEqual([]);
    await memory.close();
  });
});

describe('the profile and the brief', () => {
  it('stay one line of ours and lines of the call, whatever they are made of', async () => {
    const memory = await Memory.open();
    const faults = await faultsOfAll(async (_, n) => {
      const three = INJECTIONS.slice(n, n + 3);
      const shortOf = (text: string): string => text.slice(0, 150).toWellFormed();
      await memory.import(three.map(({ text }, i) => ({ memoryId: `tone ${i}`, matchKey: `user.preference.tone${i}`, text: shortOf(text) })));
      await memory.start(`s${n}`);
      for (const [i, { word, text }] of three.entries())
        await memory.say(`s${n}`, `t${i}`, `I decided to book the ${word} for Friday at 6. ${shortOf(text)}`, shortOf(text));
      await memory.call('POST', '/v1/runtime/session/end', { sessionId: `s${n}` });
      await memory.start('next');
      const found = await memory.search('next', '');
      await memory.call('POST', '/v1/runtime/session/end', { sessionId: 'next' });
      const summary = found.profile?.summary ?? '';
      return [
        ...faultsOf(found.contextText, [...SPOKEN, 'Last call: ']),
        ...(found.contextText.includes('\n- Last call: ') ? [] : ['the last call is not told']),
        ...(three.some(({ word }) => summary.includes(word)) ? [] : ['is not in the profile']),
      ];
    }, 3);
    expect(faults).toEqual([]);
    await memory.close();
  });
});

describe('an id', () => {
  it('is a source as it was given, and nothing else', async () => {
    const memory = await Memory.open();
    await memory.start('s');
    const faults = await faultsOfAll(async ({ word, text }, n) => {
      const id = `${text.slice(0, 200)} ${n}`.toWellFormed();
      await memory.import([{ memoryId: id, text: `The ${word} is kept.` }]);
      await memory.say('s', id, `The ${word} again.`, '');
      const { chunkCount } = await memory.call('POST', '/v1/voice-sdk/index/create', { name: 'kb', documents: [{ id, text: `Of the ${word}.` }] });
      const { sources = [], contextText, org, permanent } = await memory.search('s', word);
      return [
        ...faultsOf(contextText, SPOKEN),
        ...(chunkCount === 1 ? [] : ['is not one chunk']),
        ...(permanent.some(({ memoryId }) => memoryId === id) && org.some(({ docId }) => docId === id) ? [] : ['is not an item’s']),
        ...(sources.some((source) => source.lane === 'permanent' && source.id === id) ? [] : ['is no source']),
        ...(sources.some((source) => source.lane === 'org' && source.id === `${id}:0`) ? [] : ['is no source of a document']),
      ];
    }, 3);
    expect(faults).toEqual([]);
    await memory.close();
  });
});
