import type { Runtime } from '../../../src/contract/runtime.ts';
import { Talk } from '../talk.ts';
import { Times, type Took } from '../times.ts';

export interface TabTalkOptions {
  /** Number of the tab: its words and its session are its own. */
  readonly tab: number;
  readonly turns: number;
}

/** What came of the talk of one tab. */
export interface TabTalk {
  /** Words of which each is of one turn that was acknowledged. */
  readonly acknowledged: readonly string[];
  readonly recalls: number;
  /** Recalls without the turn that was asked for, which this tab had been acknowledged. */
  readonly missed: number;
  readonly degraded: number;
  readonly took: Readonly<Record<string, Took>>;
}

const RECALL_EVERY = 5;

/** Says so many turns one after another, and asks for one of them again and again. */
export async function talkInTab(runtime: Runtime, { tab, turns }: TabTalkOptions): Promise<TabTalk> {
  const [talk, times, sessionId] = [new Talk(tab), new Times(), `tab-${tab}`];
  const acknowledged: string[] = [];
  const counts = { recalls: 0, missed: 0, degraded: 0 };
  await runtime.startSession({ sessionId, ...runtime.identity, mode: 'default', metadata: {} });
  for (let n = 0; n < turns; n++) {
    const mark = `tab${tab}turn${n}`;
    const request = { sessionId, turnId: `t${n}`, userText: `${talk.user(n)} ${mark}`, assistantText: talk.assistant(), toolCalls: [], metadata: {} };
    await times.of('turn', () => runtime.afterTurn(request));
    acknowledged.push(mark);
    if ((n + 1) % RECALL_EVERY !== 0) continue;
    const asked = acknowledged[talk.below(acknowledged.length)]!;
    const search = { sessionId, query: `What about ${asked}?`, intent: '', includeSources: false, timeoutMs: 250 };
    const { contextText, trace } = await times.of('recall', () => runtime.searchMemory(search));
    counts.recalls++;
    if (trace.degraded) counts.degraded++;
    if (!contextText.includes(asked)) counts.missed++;
  }
  return { acknowledged, ...counts, took: times.take() };
}
