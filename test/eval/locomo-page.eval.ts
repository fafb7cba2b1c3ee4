import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { expect, it } from 'vitest';
import { serveDemo } from '../../demo/serve.ts';
import type { StatsResponse } from '../../src/contract/local.ts';
import type { SearchResponse } from '../../src/contract/types.ts';
import { provisionModel } from '../../src/node/model/provision.ts';
import { builtDemo } from '../demo/built-demo.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { SHARED_EVAL } from '../support/shared-eval.ts';

interface Turn {
  readonly id: string;
  readonly group: string;
  readonly date: string;
  readonly speaker: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
}
interface Question {
  readonly group: string;
  readonly query: string;
  readonly relevant: readonly string[];
  readonly headline: boolean;
}

const QUESTIONS = 60;
const lines = async <T>(file: string): Promise<T[]> =>
  (await readFile(join(SHARED_EVAL, 'locomo-turns', file), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Lines of a talk as turns: a user's run and the answer to it, never across a date. */
function turnsOf(talk: readonly Turn[]): { readonly user: string[]; readonly assistant: string[]; readonly date: string }[] {
  const turns: { user: string[]; assistant: string[]; date: string }[] = [];
  for (const line of talk) {
    const last = turns.at(-1);
    const turn = last && last.date === line.date && !(line.role === 'user' && last.assistant.length > 0) ? last : { user: [], assistant: [], date: line.date };
    if (turn !== last) turns.push(turn);
    turn[line.role].push(`${line.speaker}: ${line.text}`);
  }
  return turns;
}

it('a long talk told to the page is there after a reload: 60 % of the questions find evidence', async () => {
  const corpus = await lines<Turn>('corpus.jsonl');
  const group = corpus[0]!.group;
  const talk = corpus.filter((line) => line.group === group);
  const texts = new Map(talk.map(({ id, text }) => [id, plain(text)]));
  const questions = (await lines<Question>('queries.jsonl')).filter((question) => question.group === group && question.headline).slice(0, QUESTIONS);
  const turns = turnsOf(talk);

  const demo = await serveDemo({ folder: await builtDemo(), modelFolder: (await provisionModel()).folder, port: 0 });
  const browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
  try {
    const page = await browser.newPage();
    await page.goto(demo.url);
    const call = <R>(path: string, body?: object): Promise<R> =>
      page.evaluate(
        async ([where, what]) => {
          const init = what ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) } : {};
          const response = await fetch(`http://127.0.0.1:7878${where}`, init);
          if (!response.ok) throw new Error(`${where}: ${response.status}`);
          return response.json();
        },
        [path, body] as const,
      );
    const identity = await call<{ workspaceId: string; userId: string }>('/v1/runtime/health');
    const start = (sessionId: string) => call('/v1/runtime/session/start', { sessionId, workspaceId: identity.workspaceId, userId: identity.userId });
    await start('talk');
    const told = performance.now();
    for (const [n, turn] of turns.entries())
      await call('/v1/runtime/turn/after', {
        sessionId: 'talk',
        turnId: `t${n}`,
        userText: turn.user.join('\n'),
        assistantText: turn.assistant.join('\n'),
        metadata: { occurredAt: turn.date },
      });
    const tellMs = performance.now() - told;
    await call('/v1/runtime/session/end', { sessionId: 'talk', reason: 'completed' });
    const embedded = async (): Promise<number> => {
      for (;;) {
        const { pendingEmbeddings, model } = await call<StatsResponse>('/v1/local/stats');
        if (model.state === 'ready' && pendingEmbeddings === 0) return performance.now();
        await page.waitForTimeout(250);
      }
    };
    const embedMs = (await embedded()) - told;
    await page.reload();
    const warm = performance.now();
    const warmMs = (await embedded()) - warm;
    await start('questions');
    const totals: number[] = [];
    let withEvidence = 0;
    let degraded = 0;
    for (const question of questions) {
      const answer = await call<SearchResponse>('/v1/runtime/search_memory', {
        sessionId: 'questions',
        query: question.query,
        intent: 'answer_current_user',
        includeSources: true,
      });
      const context = plain(answer.contextText);
      if (question.relevant.some((id) => context.includes(texts.get(id) ?? '\u0000'))) withEvidence++;
      if (answer.trace.degraded) degraded++;
      totals.push(answer.trace.totalMs);
    }
    totals.sort((a, b) => a - b);
    const share = withEvidence / questions.length;
    console.log(
      `LoCoMo in Chromium: ${turns.length} turns told in ${(tellMs / 1000).toFixed(1)} s, embedded after ${(embedMs / 1000).toFixed(1)} s; after the reload everything dense in ${warmMs.toFixed(0)} ms; ` +
        `${withEvidence} of ${questions.length} questions with evidence (${(share * 100).toFixed(0)} %), degraded ${degraded}, recall p50 ${totals[totals.length >> 1]!.toFixed(1)} ms, p95 ${totals[Math.floor(totals.length * 0.95)]!.toFixed(1)} ms`,
    );
    expect(questions).toHaveLength(QUESTIONS);
    expect(share).toBeGreaterThanOrEqual(0.6);
  } finally {
    await browser.close();
    await demo.close();
  }
}, 600_000);
