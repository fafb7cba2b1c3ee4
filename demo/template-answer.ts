import { spokenDate } from './talk/when.ts';
import type { Hit, Recall } from './wire.ts';

const QUESTION = /\?\s*$|^(what|where|when|who|which|how|why|do|does|did|is|are|am|can|could|should|will|would)\b/i;
const ABOUT_ME = /\byou (?:still )?(?:know|remember|noted?)\b.*\bme\b/i;
/** Below it an item has little to do with the question. */
const WORTH_QUOTING = 0.15;
/** From this cosine on a line without a word of the question is taken to be about it. */
const NEAR = 0.4;
const LONGEST_QUOTE = 160;

/**
 * Stands in for a language model: quotes the best recalled line to a question and says where it comes from, and otherwise
 * confirms. Only one line, because what the assistant says is remembered too. `now` in epoch milliseconds.
 */
export function templateAnswer(userText: string, recall: Recall, now: number): string {
  if (!QUESTION.test(userText)) return 'Noted.';
  if (ABOUT_ME.test(userText) && recall.profile) return `This is what I have noted: “${recall.profile.summary}”`;
  const best = bestHit(recall);
  if (best) return quote(best, recall, now);
  const late = Object.values(recall.trace.lanes).some(({ status }) => status === 'late');
  return late ? 'A part of memory did not answer in time. Ask me again.' : 'I have nothing on that yet. Tell me, and I will know it next time.';
}

function bestHit(recall: Recall): Hit | undefined {
  const { working, permanent, org } = recall;
  const turns = working.filter(({ kind }) => kind === 'turn');
  const statements = [...permanent, ...org, ...turns].filter((hit) => !QUESTION.test(firstLine(hit.text)) && bearsOn(hit, recall));
  return statements.reduce<Hit | undefined>((best, hit) => (hit.score > (best?.score ?? WORTH_QUOTING) ? hit : best), undefined);
}

/** Whether the trace names a word or a meaning by which it was found: the best of a small memory may be about something else. */
function bearsOn({ memoryId, turnId, chunkId }: Hit, { trace }: Recall): boolean {
  const ids = [memoryId, turnId, chunkId].filter((id) => id !== undefined);
  const reasons = (trace.lines ?? []).filter(({ id, why }) => why && (ids.includes(id) || ids.includes(why.sourceTurn?.turnId ?? '')));
  return reasons.length === 0 || reasons.some(({ why }) => (why?.matched?.length ?? 0) > 0 || (why?.dense ?? 0) >= NEAR);
}

function quote(hit: Hit, recall: Recall, now: number): string {
  if (hit.docId !== undefined) return `From ${hit.docId}: “${shortened(firstLine(hit.text))}”`;
  const said = hit.kind === 'fact' ? spokenAt(hit, recall) : hit;
  const date = [spokenDate(hit.occurredAt ?? hit.validFrom, now)].filter(Boolean);
  if (said) return `${['You told me', ...date].join(' ')}: “${shortened(firstLine(said.text))}”`;
  return `${['I have noted', ...date].join(' ')}: “${shortened(hit.text)}”`;
}

/** The person's own words that a fact was taken from, where they were recalled too: both are of the same moment. */
function spokenAt(fact: Hit, { permanent, working }: Recall): Hit | undefined {
  if (fact.validFrom === undefined) return undefined;
  const moment = Date.parse(fact.validFrom);
  return [...permanent, ...working].find(({ kind, validFrom, occurredAt }) => kind !== 'fact' && Date.parse(occurredAt ?? validFrom ?? '') === moment);
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

function shortened(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE).trimEnd()}…` : text;
}
