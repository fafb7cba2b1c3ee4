import { forgetMemory, listMemory } from '../api.ts';
import { keepSetting, recallSetting } from '../shell/kept.ts';
import type { Board } from '../talk/board.ts';
import type { Talk } from '../talk/talk.ts';
import type { LaneName } from '../wire.ts';

/** Where the id of the turn is kept that the tour said: the page is reloaded before it is forgotten. */
const PEANUTS = 'tour-peanuts';

/** What the steps work with: the page's own conversation and lanes. */
export interface TourTools {
  readonly talk: Talk;
  readonly board: Board;
  /** Goes on with the next step once the page has come back. */
  readonly reload: () => void;
}

/** One step: what it says, and what it does when a person wants it done. */
export interface Step {
  readonly title: string;
  readonly text: string;
  readonly action?: { readonly label: string; run(tools: TourTools): Promise<unknown> };
  /** The lane to look at. */
  readonly lane?: LaneName;
  /** It matters here whether there is a network. */
  readonly network?: true;
}

export const STEPS: readonly Step[] = [
  {
    title: 'Say something about yourself',
    text: 'Write a sentence of your own below, or let the tour say: “I live in Lisbon. I’m allergic to peanuts.”',
    action: { label: 'Say it for me', run: sayPeanuts },
  },
  {
    title: 'It became facts',
    text: 'Your words are kept as you said them, and what they state stands beside them as facts, each with the day since when it holds. Look at the lane “permanent”. No server took part.',
    lane: 'permanent',
  },
  {
    title: 'Ask for it',
    text: 'The answer quotes what memory found. Open the line below it to see why each line was found, and how much of 250 ms it took.',
    action: { label: 'Ask “What am I allergic to?”', run: ({ talk }) => talk.reply('What am I allergic to?') },
  },
  {
    title: 'Pull the plug',
    text: 'Turn the network off: flight mode, or your Wi-Fi. Then ask again. Nothing about it changes.',
    network: true,
    action: { label: 'Ask “Where do I live?”', run: ({ talk }) => talk.reply('Where do I live?') },
  },
  {
    title: 'Reload the page',
    text: 'Everything is thrown away but what this browser has stored. The tour goes on afterwards.',
    network: true,
    action: {
      label: 'Reload now',
      run: ({ reload }) => {
        reload();
        return Promise.resolve();
      },
    },
  },
  {
    title: 'Is it still there?',
    text: 'The conversation has come back from the store. Ask once more.',
    action: { label: 'Ask “Where do I live?”', run: ({ talk }) => talk.reply('Where do I live?') },
  },
  {
    title: 'Change your mind',
    text: 'A new fact ends the old one. The old one is not erased: it was true until today.',
    lane: 'permanent',
    action: { label: 'Say “I live in Porto now.”', run: ({ talk }) => talk.say('We moved last month. I live in Porto now.', '') },
  },
  {
    title: 'Have it forget',
    text: 'Forgetting takes the words out of the rows, the indexes and the cloud, if there is one. Then ask for them.',
    action: { label: 'Forget the peanuts', run: forgetPeanuts },
  },
  {
    title: 'That was the tour',
    text: 'See and edit all of it under Memory. Teach it documents. Give it a cloud under Sync. Or just go on talking.',
  },
];

async function sayPeanuts({ talk }: TourTools): Promise<void> {
  const { turnId } = await talk.say('I live in Lisbon. I’m allergic to peanuts.', '');
  keepSetting(PEANUTS, turnId, 'sessionStorage');
}

/** What the tour itself said of them, and nothing that the person did. */
async function forgetPeanuts({ talk, board }: TourTools): Promise<void> {
  const said = recallSetting(PEANUTS, 'sessionStorage');
  const found = await listMemory({ lane: 'permanent', q: 'peanut' });
  // a fact goes with the turn that said it: one that is gone by then is no fault
  for (const { memoryId } of found.filter(({ turnId }) => turnId === said)) await forgetMemory(memoryId).catch(() => undefined);
  await board.refresh();
  await talk.reply('What am I allergic to?');
}
