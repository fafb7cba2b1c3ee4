import type { Seen } from '../app/main.ts';
import { reopened, withDevtools, words, type Row } from '../row.ts';
import { Talk } from '../talk.ts';

/** Room for the files of an empty database, which count too. */
const QUOTA_BYTES = 8_000_000;

/** Calls that write. */
const CALLS: Readonly<Record<string, (talk: Talk) => Promise<Seen>>> = {
  'session/start': (talk) => talk.ask('POST', '/v1/runtime/session/start', { sessionId: 'another', workspaceId: talk.workspace, userId: talk.user }),
  'turn/after': (talk) => talk.say(talk.said + 1),
  'memory/import': (talk) => talk.ask('POST', '/v1/local/memory/import', { items: [{ memoryId: 'm2', text: 'User keeps bees.' }] }),
  'index/create': (talk) => talk.ask('POST', '/v1/voice-sdk/index/create', { name: 'faq', documents: [{ id: 'd1', text: 'The shop opens at nine.' }] }),
  'memory edit': (talk) => talk.ask('PATCH', '/v1/local/memory/m1', { text: 'User keeps two goats.' }),
  'memory forget': (talk) => talk.ask('DELETE', '/v1/local/memory/m1'),
  'session/end': (talk) => talk.ask('POST', '/v1/runtime/session/end', { sessionId: talk.sessionId }),
};

const full = (call: string): Row => ({
  id: `quota-${call}`,
  group: 'The storage quota is used up',
  title: call,
  recovery: 'the app sends it again once there is room',
  where: withDevtools,
  quick: call === 'turn/after',
  more: 'browser/store/indexed-db-faults',
  run: async ({ browser, site }) => {
    const running = await browser();
    const talk = new Talk(await running.newTab(), site.url);
    await talk.tab.load(site.url);
    // a database that is there has been told for half a minute to come what is left
    await running.devtools!.clearStorage(talk.tab);
    await running.devtools!.limitStorage(talk.tab, QUOTA_BYTES);
    await talk.begin();
    await talk.ask('POST', '/v1/local/memory/import', { items: [{ memoryId: 'm1', text: 'User keeps goats.' }] });
    await talk.tab.call('fillStorage');
    const seen = await CALLS[call]!(talk);
    // what is there can be asked for all the same
    const found = await talk.recall();
    await talk.tab.call('emptyStorage');
    const start = performance.now();
    while ((await CALLS[call]!(talk)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
    const ms = performance.now() - start;
    const told = await talk.incidents();
    const result = await reopened(talk, `${words(seen)}${found === null ? '; recall finds nothing' : ''}`, ms, told);
    await running.devtools!.limitStorage(talk.tab, null);
    return result;
  },
});

export const QUOTA: readonly Row[] = Object.keys(CALLS).map(full);
