import type { Damage } from '../app/damage.ts';
import { outcome, words, type Row } from '../row.ts';
import { Talk } from '../talk.ts';

const KINDS: Readonly<Record<Damage, string>> = {
  memory: 'a turn as the lanes read it',
  event: 'a turn in the event log',
  session: 'a session',
  turn: 'a row that keeps turns from being stored twice',
  outbox: 'a row of the outbox',
  head: 'where the log ends',
  profile: 'the profile',
  'segment cut off': 'index segments, cut off',
  'segment altered': 'index segments, one byte',
  'segments gone': 'index segments, gone',
  chunk: 'a chunk of a document',
};

const damaged = (what: Damage): Row => ({
  id: `damaged-${what.replaceAll(' ', '-')}`,
  group: 'A row is damaged',
  title: KINDS[what],
  recovery: what === 'chunk' ? 'the app creates the index again' : what.startsWith('segment') ? 'it is made again from the rows' : 'the next start',
  quick: what === 'head',
  more: what.startsWith('segment') ? 'browser/store/damage' : 'browser/runtime/faults',
  run: async ({ browser, site }) => {
    const packed = what.startsWith('segment');
    const talk = await new Talk(await (await browser()).newTab(), site.url, packed ? { model: '/model/good/' } : {}).begin();
    if (packed) await talk.embedded();
    if (what === 'chunk') {
      const documents = [{ id: 'd1', text: 'The shop opens at nine.' }];
      await talk.ask('POST', '/v1/voice-sdk/index/create', { name: 'faq', documents });
    }
    await talk.tab.call('close');
    await talk.tab.call('damage', talk.workspace, talk.user, what);
    const seen = await talk.open();
    const ms = await talk.recall();
    const told = await talk.incidents();
    // it is not only read: the log goes on
    const again = await talk.say();
    await talk.open();
    return outcome(talk, `${words(seen)}; turn ${words(again)}`, ms, told);
  },
});

export const DAMAGE: readonly Row[] = (Object.keys(KINDS) as Damage[]).map(damaged);
