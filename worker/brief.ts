import { CallBrief } from './brief/call-brief.ts';
import type { EpisodeRow } from './store/schema.ts';

/** The latest turns need no brief: they are shown themselves. */
const SHOWN_TURNS = 4;
/** What a brief may take of a context that has better things to show, in characters. */
const RUNNING_CHARS = 570;
const FINAL_CHARS = 380;
/** Turns read at once: of a call that is opened again a recall waits for these, of one that ended nobody does. */
const RUNNING_TURNS = 150;
const FINAL_TURNS = 400;

/** The brief of a call that goes on; give it the turns with `read`. */
export function newBrief(): CallBrief {
  return new CallBrief({ shown: SHOWN_TURNS, chars: RUNNING_CHARS, turns: RUNNING_TURNS });
}

/** What the call has been about, in one line. */
export function topicLine({ brief: { topics } }: CallBrief): string {
  return `Earlier in this call: ${topics}.`;
}

/** What the call has been about before its latest turns, at most 600 characters; empty while there is nothing before them. */
export function runningBrief(call: CallBrief): string {
  const { topics, lines } = call.brief;
  return [...(topics === '' ? [] : [topicLine(call)]), ...lines.map(({ text }) => text)].join('\n');
}

/** What a finished call was about, for the one after it: at most 400 characters, a line of the call on each line after the first. */
export function finalBrief(turns: readonly EpisodeRow[]): string {
  const { topics, lines } = new CallBrief({ shown: 0, chars: FINAL_CHARS, turns: FINAL_TURNS }).read(turns).brief;
  return [...(topics === '' ? [] : [`talked about ${topics}.`]), ...lines.map(({ text }) => text)].join('\n');
}
