import type { Step } from '../app/commands.ts';
import type { Seen } from '../app/main.ts';
import type { BrowserKind } from '../browsers/browser.ts';
import { outcome, reopened, withDevtools, type Row, type Scene } from '../row.ts';
import { Talk } from '../talk.ts';

const STEPS: Readonly<Record<Step, string>> = {
  before: 'before the transaction',
  within: 'within it, writes queued',
  written: 'within it, writes done',
  committed: 'after the commit, before the acknowledgement',
};

/** Says a turn whose commit comes to a step and waits there, and ends what runs it. The answer may never come. */
async function endAt(at: Step, talk: Talk, { site }: Scene, end: () => Promise<void>): Promise<{ readonly answer: Promise<Seen> }> {
  await talk.tab.call('fault', { fault: 'stop', at });
  const reached = new Promise<void>((resolve) => {
    site.onStep = () => resolve();
  });
  const answer = talk.say();
  // nobody may be left to hear it
  answer.catch(() => undefined);
  await reached;
  await end();
  return { answer };
}

const workerEnds = (at: Step): Row => ({
  id: `worker-${at}`,
  group: 'Its worker is ended',
  title: STEPS[at],
  recovery: 'the page starts it again, the app sends the turn again',
  quick: at === 'committed',
  more: 'browser/runtime/worker-life, browser/runtime/worker',
  run: async (scene) => {
    const talk = await new Talk(await (await scene.browser()).newTab(), scene.site.url).begin();
    const { answer } = await endAt(at, talk, scene, () => talk.tab.call('terminate'));
    const seen = await answer;
    const ms = await talk.again();
    return reopened(talk, seen, ms, await talk.incidents());
  },
});

/** The turn is not acknowledged and nobody is left to hear of it: a person who comes back says it again. */
const allEnds = (who: 'page' | 'browser', at: Step, where: (kind: BrowserKind) => boolean): Row => ({
  id: `${who}-${at}`,
  group: who === 'page' ? 'The process of its page is killed' : 'The browser is killed',
  title: STEPS[at],
  recovery: 'the page is opened again',
  where,
  more: 'demo/durability, network/leader-kill',
  run: async (scene) => {
    const running = await scene.browser();
    const talk = await new Talk(await running.newTab(), scene.site.url).begin();
    const kill = who === 'page' ? async () => running.devtools!.killRenderers() : () => scene.end('kill');
    await endAt(at, talk, scene, kill);
    // one whose renderers were all killed may never open a page again
    if (who === 'page') await scene.end('close');
    await talk.open(await (await scene.browser()).newTab());
    const ms = await talk.recall();
    await talk.again();
    return outcome(talk, 'none: the page is gone', ms);
  },
});

const steps = Object.keys(STEPS) as Step[];

export const DEATHS: readonly Row[] = [
  ...steps.map(workerEnds),
  ...steps.map((at) => allEnds('page', at, withDevtools)),
  ...steps.map((at) => allEnds('browser', at, ({ keeps }) => keeps)),
];
