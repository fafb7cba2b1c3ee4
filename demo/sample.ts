import type { TaughtDocument, Turn } from './api.ts';

export const SAMPLE_SESSION = 'sample-call';
export const SAMPLE_INDEX = 'larch-hotel';

/** Questions that the sample answers, one a lane and one about a fact that changed. */
export const SAMPLE_QUESTIONS: readonly string[] = [
  'What should the kitchen know about me?',
  'Which city do I live in now?',
  'How late can I check out?',
  'Who is coming with me?',
];

const LINES: readonly (readonly [user: string, assistant: string, daysAgo: number])[] = [
  ['Hi, my name is Maya and I live in Lisbon.', 'Welcome, Maya. How can I help?', 41],
  ['I play the cello in an orchestra, so I travel with a large instrument case.', 'Good to know, I will note that you need space for it.', 41],
  ['I’m allergic to peanuts, please tell the kitchen.', 'I will pass it on.', 41],
  ['I sleep badly near elevators. I prefer a quiet room on a high floor.', 'A quiet room, high up. Understood.', 12],
  ['We moved last month. I live in Porto now.', 'Thank you, I have changed that.', 12],
  ['My sister Ines will join me for the second night.', 'Shall I add a bed for her?', 12],
  ['Yes please, and we would both like breakfast early, before the rehearsal at nine.', 'Breakfast from half past six, then.', 3],
  ['I take the train home on Sunday at four in the afternoon.', 'Then a late checkout may help you.', 3],
];

const DAY_MS = 86_400_000;

/** A hotel's caller over three calls, dated back from `now` (epoch milliseconds). */
export function sampleTurns(now: number): readonly Turn[] {
  return LINES.map(([userText, assistantText, daysAgo], i) => ({
    turnId: `sample-${i}`,
    userText,
    assistantText,
    occurredAt: new Date(now - daysAgo * DAY_MS + i * 60_000).toISOString(),
  }));
}

export const SAMPLE_DOCUMENTS: readonly TaughtDocument[] = [
  { id: 'Checkout', text: 'Checkout is at 11. Guests may keep their room until 15:00 on request; on Sundays until 16:00 at no charge.' },
  { id: 'Breakfast', text: 'Breakfast is served from 6:30 to 10:30 in the winter garden. Packed breakfasts are ready from 5:00 when ordered the day before.' },
  { id: 'Kitchen', text: 'The kitchen prepares dishes without nuts, gluten or dairy on request. Allergies are printed on every order ticket.' },
];
