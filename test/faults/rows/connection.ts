import { outcome, reopened, withDevtools, words, type Row, type Scene } from '../row.ts';
import { Talk } from '../talk.ts';

const GROUP = 'The database is taken away';

async function begin({ browser, site, cloud }: Scene, mirrored = false): Promise<Talk> {
  const talk = await new Talk(await (await browser()).newTab(), site.url, mirrored ? { cloud } : {}).begin();
  if (mirrored) await pushed(talk);
  return talk;
}

/** Waits until the cloud has everything. */
async function pushed(talk: Talk): Promise<void> {
  for (;;) {
    const { body } = await talk.ask('GET', '/v1/local/stats');
    const { pending } = (body as { readonly sync: { readonly pending?: number } }).sync;
    if (pending === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const dropped: Row = {
  id: 'connection-closed',
  group: GROUP,
  title: 'the browser closes the connection',
  recovery: 'it is opened again within the call',
  more: 'browser/store/indexed-db-faults',
  run: async (scene) => {
    const talk = await begin(scene);
    await talk.tab.call('fault', { fault: 'drop' });
    const seen = await talk.say();
    return reopened(talk, seen, seen.ms, await talk.incidents());
  },
};

const upgraded: Row = {
  id: 'upgraded-elsewhere',
  group: GROUP,
  title: 'a second tab upgrades it',
  recovery: 'the page is loaded again and is the newer version then',
  quick: true,
  more: 'browser/store/indexed-db',
  run: async (scene) => {
    const talk = await begin(scene);
    const old = talk.tab;
    await talk.open(await (await scene.browser()).newTab(), { born: ['newer'] });
    await talk.say();
    const newer = talk.tab;
    talk.tab = old;
    const seen = await talk.say();
    const told = await talk.tab.call('incidents');
    await newer.close();
    await talk.open(old, { born: ['newer'] });
    return outcome(talk, seen, await talk.recall(), told);
  },
};

/** How the data of a user goes. */
const WAYS: Readonly<Record<string, { readonly where?: Row['where']; readonly go: (talk: Talk, scene: Scene) => Promise<void> }>> = {
  'deleted by another tab': {
    go: async (talk, { browser, site }) => {
      const other = await (await browser()).newTab();
      await other.load(site.url);
      await other.call('deleteDatabase', talk.workspace, talk.user);
      await other.close();
    },
  },
  'cleared by the person': { where: withDevtools, go: async (talk, { browser }) => (await browser()).devtools!.clearStorage(talk.tab) },
  'evicted while no page is open': {
    where: withDevtools,
    go: async (talk, { browser }) => {
      await talk.tab.call('close');
      await (await browser()).devtools!.clearStorage(talk.tab);
      await talk.open();
    },
  },
};

const gone = (way: string, mirrored: boolean): Row => ({
  id: `${way.replaceAll(' ', '-')}${mirrored ? '-cloud' : ''}`,
  group: GROUP,
  title: `${way}, ${mirrored ? 'mirrored to a cloud' : 'no cloud'}`,
  recovery: mirrored ? 'it is had from the cloud' : 'none: what its owner deletes is gone; the next turn starts anew',
  ...WAYS[way],
  meantToGo: !mirrored,
  run: async (scene) => {
    const talk = await begin(scene, mirrored);
    await WAYS[way]!.go(talk, scene);
    const seen = await talk.say();
    if (mirrored) await pushed(talk);
    const told = await talk.incidents();
    await talk.open();
    // the oldest of all
    const ms = mirrored ? await talk.tab.call('recall', talk.sessionId, 'collects stamps of kestrel1x') : await talk.recall();
    return outcome(talk, words(seen), ms, told);
  },
});

export const CONNECTION: readonly Row[] = [dropped, upgraded, ...Object.keys(WAYS).flatMap((way) => [gone(way, true), gone(way, false)])];
