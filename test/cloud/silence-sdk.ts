import type { MemoAirVoiceClient } from '../../src/client/client.ts';
import { INDEX, SEARCH, TURN } from './silence-bodies.ts';
import { MARKERS as M, type Evidence } from './silence-markers.ts';

const USER = { id: 'caller_42', name: M['name of the user'], metadata: { note: M.metadata } };
const ODD = M['malformed field'];

/** All that an app does with a client, well and wrong. What is thrown goes to `errors`, stats to `stats`. */
export async function useClient(name: string, client: MemoAirVoiceClient, errors: Evidence[], stats: Evidence[]): Promise<void> {
  const user = USER;
  const tries: Record<string, () => Promise<unknown>> = {
    searchMemory: () => client.searchMemory(SEARCH.query, { user }),
    'searchMemory that is malformed': () => client.searchMemory(SEARCH.query, { user, intent: ODD.repeat(100), topK: ODD as never }),
    saveResponse: () => client.saveResponse({ user, userText: TURN.userText, assistantText: TURN.assistantText }),
    'saveResponse that is malformed': () => client.saveResponse({ user, userText: TURN.userText, assistantText: { [ODD]: 1 } as never }),
    'saveResponse that no JSON can hold': () => client.saveResponse({ user, userText: TURN.userText, assistantText: '', metadata: { [ODD]: 1n } }),
    createIndex: () => client.createIndex('shop', INDEX.documents, { metadata: INDEX.metadata }),
    'createIndex of too many': () =>
      client.createIndex(
        'shop',
        Array.from({ length: 101 }, () => INDEX.documents[0]!),
      ),
    'createIndex that is malformed': () => client.createIndex('shop', [{ id: ODD, [ODD]: M['document text'] } as never]),
    'indexAll that is malformed': () => client.indexAll('shop', [...INDEX.documents, { id: ODD, text: { [ODD]: M['document text'] } as never }]),
    'indexAll of what is too large': () => client.indexAll('shop', [{ id: ODD, text: M['document text'].repeat(100_000) }]),
    listIndexes: () => client.listIndexes(),
    import: () =>
      client.local.import(
        [
          { memoryId: 'm2', text: M['memory text'] },
          { text: '', matchKey: { [ODD]: 1 } },
        ] as never,
        { user },
      ),
    'import that is no JSON': () => client.local.import([`{"text": ${M['memory text']}`], { user }),
    edit: () => client.local.edit(ODD, { text: M['memory text'] }, { user }),
    forget: () => client.local.forget(ODD, { user }),
    retry: () => client.local.retry(ODD, { user }),
    retryAll: () => client.local.retryAll({ user }),
    'list that is malformed': () => client.local.list({ user, lane: ODD as never, q: M.query }),
    hint: () => client.local.hint(M.hint, { user }),
    stats: async () => stats.push({ where: `stats of a client ${name}`, text: shown(await client.local.stats({ user })) }),
    diagnostics: async () => stats.push({ where: `diagnostics of a client ${name}`, text: shown(await client.local.diagnostics({ user })) }),
    outbox: async () => stats.push({ where: `outbox of a client ${name}`, text: shown(await client.local.outbox({ user })) }),
    'an end': () => client.aclose(),
    'a search after the end': () => client.searchMemory(SEARCH.query, { user }),
  };
  for (const [call, attempt] of Object.entries(tries)) {
    try {
      await attempt();
    } catch (thrown) {
      errors.push({ where: `${call} of a client ${name}`, text: shown(thrown) });
    }
  }
}

/** All that can be seen of a value: of an error its message, code, details, stack and causes. */
export function shown(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > 8) return String(value);
  const own = value as Readonly<Record<string, unknown>>;
  return [value instanceof Error ? value.toString() : '', ...Object.getOwnPropertyNames(value).map((name) => `${name}: ${shown(own[name], depth + 1)}`)].join(
    '\n',
  );
}
