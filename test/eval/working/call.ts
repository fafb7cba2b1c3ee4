/** One question about a call, at its end. */
export interface Question {
  readonly ask: string;
  /** Part of the line that tells what holds now. */
  readonly now: string;
  /** Part of a line that told what held before; it must not read as the latest word. */
  readonly before?: string;
}

/** A long call with changes of mind, and what is asked when it ends. */
export interface ScriptedCall {
  readonly name: string;
  /** `user | assistant`, in order; `…` stands for small talk and other errands. */
  readonly script: string;
  readonly questions: readonly Question[];
}

export interface Pair {
  readonly user: string;
  readonly assistant: string;
}

/** Errands and chatter between the things that matter, in their words: tables, numbers, days and people of no account. */
const SUBJECTS = [
  'the weather in the hills',
  'my neighbour’s dog',
  'the coffee table in the hall',
  'a film about a bank robbery',
  'the number of people in the queue',
  'the football on Saturday evening',
  'an old phone number',
  'my cousin’s wedding photographs',
  'the traffic near the airport',
  'the light in the kitchen',
  'a recipe with eight eggs',
  'the six o’clock news',
  'the hotel that burned down',
  'a parcel that went to the wrong house',
  'the bus to the museum',
  'a song from the nineties',
  'the garden in spring',
  'a book about the sea',
  'the new supermarket on the corner',
  'a game of chess with my uncle',
];
const SAYS: readonly ((subject: string) => Pair)[] = [
  (it) => ({ user: `I was just thinking about ${it}.`, assistant: 'That does sound like something to think about.' }),
  (it) => ({ user: `Do you know anything about ${it}?`, assistant: `Only a little. What would you like to know about ${it}?` }),
  (it) => ({ user: `Somebody told me a story about ${it} the other day.`, assistant: 'How did the story go?' }),
  (it) => ({ user: `It is funny, ${it} keeps coming up lately.`, assistant: 'Some things do that.' }),
  () => ({ user: 'Hold on a second, somebody is at the door.', assistant: 'Of course, take your time.' }),
  () => ({ user: 'Okay, I am back.', assistant: 'Welcome back. Where were we?' }),
  (it) => ({ user: `My sister would have a lot to say about ${it}.`, assistant: 'Sisters usually do.' }),
  () => ({ user: 'Right, yes, that makes sense.', assistant: 'Good. Shall we go on?' }),
  (it) => ({ user: `Honestly I could talk about ${it} all day.`, assistant: 'Please do, there is no hurry.' }),
  () => ({ user: 'Mhm.', assistant: 'I am still here.' }),
];

/** The turns of a call: its script, and chatter in place of `…` until there are `length` of them. */
export function turnsOf({ script }: ScriptedCall, length: number): Pair[] {
  const lines = script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const gaps = lines.filter((line) => line === '…').length;
  const chatter = length - (lines.length - gaps);
  let gap = 0;
  let told = 0;
  return lines.flatMap((line) => {
    if (line !== '…') {
      const [user = '', assistant = ''] = line.split(' | ');
      return [{ user, assistant }];
    }
    gap++;
    const until = Math.round((chatter * gap) / gaps);
    const pairs: Pair[] = [];
    for (; told < until; told++) pairs.push(SAYS[(told * 7) % SAYS.length]!(SUBJECTS[(told * 3 + Math.floor(told / 20)) % SUBJECTS.length]!));
    return pairs;
  });
}
