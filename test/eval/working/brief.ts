// What the brief of a call is worth: how much of what is asked about a long call stands in contextText without a brief, with
// the eight words that it was before, and with the lines that it is now.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DEFAULT_BUDGETS } from '../../../src/contract/defaults.ts';
import type { LaneName } from '../../../src/contract/types.ts';
import { systemClock } from '../../../worker/clock.ts';
import { Deadline } from '../../../worker/deadline.ts';
import type { Lanes } from '../../../worker/lanes/lane.ts';
import { permanentLane } from '../../../worker/lanes/permanent.ts';
import { profileLane } from '../../../worker/lanes/profile.ts';
import { workingLane } from '../../../worker/lanes/working.ts';
import { newBrief, runningBrief } from '../../../worker/brief.ts';
import { recall } from '../../../worker/recall.ts';
import { terms } from '../../../worker/search/tokens.ts';
import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import type { EpisodeRow } from '../../../worker/store/schema.ts';
import { UserMemory } from '../../../worker/user-memory.ts';
import { BOOKING } from './call-booking.ts';
import { MOVING } from './call-moving.ts';
import { turnsOf, type ScriptedCall } from './call.ts';
import { vectorsOf } from './embeddings.ts';
import { runningBrief as formerBrief } from './former-brief.ts';
import { workingLane as formerLane } from './former-lane.ts';

const SESSION = 's';
const SUMMARY = 'What have we talked about so far?';
/** Beside the checkout, from whose root this program is run. */
const LOCOMO = resolve('../shared/eval/locomo-turns');
const hasLocomo = existsSync(LOCOMO);
const say = (what: string): void => void process.stderr.write(`${what}\n`);

/** A call in one session, and what is asked at its end. */
interface Asked {
  readonly set: string;
  readonly turns: readonly EpisodeRow[];
  readonly questions: readonly AskedQuestion[];
}
interface AskedQuestion {
  /** What tells of it in a text that nobody asked for: the brief, a summary. */
  readonly told?: (text: string) => Readonly<Record<string, number>>;
  readonly ask: string;
  /** Shares and truths about one contextText, by their names in the table. */
  readonly figures: (contextText: string) => Readonly<Record<string, number>>;
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
const row = (i: number, at: string, userText: string, assistantText: string): EpisodeRow => ({
  id: `e${i}`,
  kind: 'episode',
  seq: i + 1,
  at,
  sessionId: SESSION,
  turnId: `t${i}`,
  userText,
  assistantText,
  userName: null,
});

function scripted(call: ScriptedCall, length: number): Asked {
  const start = Date.parse('2026-03-02T10:00:00.000Z');
  return {
    set: `${call.name}, ${length} turns`,
    turns: turnsOf(call, length).map(({ user, assistant }, i) => row(i, new Date(start + i * 12_000).toISOString(), user, assistant)),
    questions: call.questions.map(({ ask, now, before }) => ({
      ask,
      told: (text) => ({
        'now stands there': plain(text).includes(plain(now)) ? 1 : 0,
        'what held before stands there': before !== undefined && plain(text).includes(plain(before)) ? 1 : 0,
      }),
      figures: (contextText) => {
        const text = plain(contextText);
        const at = text.lastIndexOf(plain(now));
        const stale = before === undefined ? -1 : text.lastIndexOf(plain(before));
        return { 'now stands there': at >= 0 ? 1 : 0, 'and reads as the latest': at >= 0 && at > stale ? 1 : 0 };
      },
    })),
  };
}

interface Line {
  readonly id: string;
  readonly group: string;
  readonly date: string;
  readonly speaker: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
}
interface LocomoQuestion {
  readonly group: string;
  readonly query: string;
  readonly relevant: readonly string[];
  readonly answer: unknown;
  readonly headline: boolean;
}
const jsonLines = async <T>(file: string): Promise<T[]> =>
  (await readFile(join(LOCOMO, file), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

/** What was said last needs no brief. */
const LATEST = 30;

async function locomo(): Promise<Asked[]> {
  const corpus = await jsonLines<Line>('corpus.jsonl');
  const questions = (await jsonLines<LocomoQuestion>('queries.jsonl')).filter(({ headline }) => headline);
  return [...new Set(corpus.map(({ group }) => group))].map((group) => {
    const pairs: { date: string; user: string[]; assistant: string[]; ids: string[] }[] = [];
    for (const line of corpus.filter((each) => each.group === group)) {
      const last = pairs.at(-1);
      const pair =
        last && last.date === line.date && !(line.role === 'user' && last.assistant.length > 0) ? last : { date: line.date, user: [], assistant: [], ids: [] };
      if (pair !== last) pairs.push(pair);
      pair[line.role].push(`${line.speaker}: ${line.text}`);
      pair.ids.push(line.id);
    }
    const textOf = new Map(corpus.map(({ id, text }) => [id, plain(text)]));
    const early = new Set(pairs.slice(0, -LATEST).flatMap(({ ids }) => ids));
    return {
      set: 'locomo',
      turns: pairs.map(({ date, user, assistant }, i) => row(i, new Date(date).toISOString(), user.join('\n'), assistant.join('\n'))),
      questions: questions
        .filter((question) => question.group === group && question.relevant.every((id) => early.has(id)))
        .map(({ query, relevant, answer }) => ({
          ask: query,
          figures: (contextText) => {
            const text = plain(contextText);
            const wanted = [...new Set(terms(String(answer)))];
            const present = new Set(terms(contextText));
            return {
              'evidence (ctxRec)': relevant.filter((id) => text.includes(textOf.get(id)!)).length / relevant.length,
              'words of the answer': wanted.length === 0 ? 1 : wanted.filter((term) => present.has(term)).length / wanted.length,
            };
          },
        })),
    };
  });
}

type MakeLanes = (memory: UserMemory) => Lanes;
const around = (memory: UserMemory, working: Lanes['working']): Lanes => ({
  profile: profileLane(() => null),
  working,
  permanent: permanentLane(memory),
  org: { search: async () => ({ hits: [], lines: [], lexicalOnly: false }) },
});
const formerView = (memory: UserMemory, brief: (turns: readonly EpisodeRow[]) => string) => ({
  episodes: memory.episodes,
  episode: (id: string) => memory.episode(id),
  turnsOf: (id: string) => memory.turnsOf(id),
  briefOf: (id: string) => brief(memory.turnsOf(id)),
  lastBrief: () => null,
});
/** Nothing was read of the call. */
const withoutBrief = (memory: UserMemory) => ({ ...formerView(memory, () => ''), callOf: () => newBrief() });
const VARIANTS: Readonly<Record<string, MakeLanes>> = {
  'no brief': (memory) => around(memory, formerLane(formerView(memory, () => ''))),
  'eight words': (memory) => around(memory, formerLane(formerView(memory, formerBrief))),
  'lane of now': (memory) => around(memory, workingLane(withoutBrief(memory))),
  lines: (memory) => around(memory, workingLane(memory)),
};
const SETS_OF_LANES: Readonly<Record<string, readonly LaneName[] | undefined>> = { working: ['working'], all: undefined };

async function main(args: readonly string[]): Promise<void> {
  const show = args.includes('--show');
  const only = args[args.indexOf('--only') + 1];
  if (!hasLocomo) say('The LoCoMo data is not beside this checkout: its rows are left out.');
  const every = [...(hasLocomo ? await locomo() : []), ...[BOOKING, MOVING].flatMap((call) => [scripted(call, 100), scripted(call, 300)])];
  const calls = args.includes('--only') ? every.filter(({ set }) => set.includes(only!)) : every;
  const memories = calls.map((call) => {
    const memory = new UserMemory(new VectorArena());
    for (const turn of call.turns) memory.apply(turn);
    return memory;
  });
  const missing = memories.map((memory) => memory.episodes.nextUnembedded(100_000));
  const vectorOf = await vectorsOf([
    ...missing.flat().map(({ denseText }) => denseText),
    SUMMARY,
    ...calls.flatMap(({ questions }) => questions.map(({ ask }) => ask)),
  ]);
  const rows = new Map<string, Map<string, number[]>>();
  for (const [i, call] of calls.entries()) {
    const memory = memories[i]!;
    for (const { id, denseText } of missing[i]!) memory.episodes.setVector(id, quantize(vectorOf(denseText)));
    if (show) say(memory.briefOf(SESSION));
    const briefs: Readonly<Record<string, string>> = { 'eight words': formerBrief(call.turns), lines: memory.briefOf(SESSION) };
    const note = (variant: string, where: string, figures: Readonly<Record<string, number>>): void => {
      for (const [figure, value] of Object.entries(figures)) {
        const of = rows.get(`${call.set} | ${where} | ${figure}`) ?? new Map<string, number[]>();
        rows.set(`${call.set} | ${where} | ${figure}`, of);
        of.set(variant, [...(of.get(variant) ?? []), value]);
      }
    };
    for (const [variant, text] of Object.entries(briefs)) for (const { told } of call.questions) if (told) note(variant, 'the brief alone', told(text));
    for (const [variant, make] of Object.entries(VARIANTS)) {
      const lanes = make(memory);
      const context = (): Parameters<typeof recall>[1] => ({
        lanes,
        budgets: DEFAULT_BUDGETS,
        deadline: new Deadline(systemClock, 60_000),
        orgOnly: false,
        embed: async (text) => ({ vector: vectorOf(text) }),
        before: () => memory.linesBefore(SESSION, async () => ({ vector: null, reason: 'off' })),
      });
      const usual = { sessionId: SESSION, includeSources: false, timeoutMs: 60_000 };
      const summary = await recall({ ...usual, query: SUMMARY, intent: 'summarise_recent', lanes: ['working'] }, context());
      for (const { told } of call.questions) if (told) note(variant, 'summarise_recent, working', told(summary.contextText));
      for (const [asked, names] of Object.entries(SETS_OF_LANES)) {
        for (const question of call.questions) {
          const request = { ...usual, query: question.ask, intent: 'answer_current_user', ...(names && { lanes: names }) };
          const { contextText } = await recall(request, context());
          const figures = question.figures(contextText);
          note(variant, asked, figures);
          if (show && variant === 'lines' && asked === 'all')
            say(`\n### ${question.ask} ${JSON.stringify(figures)}${figures['now stands there'] === 1 ? '' : `\n${contextText}`}`);
        }
      }
    }
  }
  const mean = (values: readonly number[] | undefined): string =>
    (values ? values.reduce((a, b) => a + b, 0) / values.length : NaN).toFixed(3).replace('NaN', '-');
  const names = Object.keys(VARIANTS);
  costs(300);
  process.stdout.write(`${'set | lanes | figure'.padEnd(68)}${'n'.padStart(5)}${names.map((name) => name.padStart(13)).join('')}\n`);
  for (const [name, of] of rows)
    process.stdout.write(
      `${name.padEnd(68)}${String([...of.values()][0]!.length).padStart(5)}${names.map((each) => mean(of.get(each)).padStart(13)).join('')}\n`,
    );
  for (const length of [100, 300, 600]) process.stdout.write(`${costs(length)}\n`);
}

/** What the brief costs in a call of so many turns, in milliseconds: to take a turn, and to be read after each. */
function costs(length: number): string {
  const { turns } = scripted(BOOKING, length);
  const brief = newBrief();
  const taken: number[] = [];
  const read: number[] = [];
  for (let i = 1; i <= turns.length; i++) {
    const before = performance.now();
    brief.read(turns.slice(0, i));
    const between = performance.now();
    runningBrief(brief);
    taken.push(between - before);
    read.push(performance.now() - between);
  }
  const tail = (values: readonly number[]): string => {
    const sorted = values.slice(-20).toSorted((a, b) => a - b);
    return `${sorted[10]!.toFixed(3)} (p50), ${sorted.at(-1)?.toFixed(3)} (most)`;
  };
  return `the last 20 of ${length} turns: ${tail(taken)} ms to take one, ${tail(read)} ms to read the brief`;
}

await main(process.argv.slice(2));
