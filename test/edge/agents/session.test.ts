import { describe, expect, it } from 'vitest';
import type { CallMemory } from '../../../src/integrations/calls/call-memory.ts';
import { runtimeMemory } from '../../../src/integrations/calls/runtime-memory.ts';
import { Talk } from '../../../src/integrations/cloudflare-agents-talk.ts';
import { VoiceSession } from '../../../src/integrations/cloudflare-agents-session.ts';
import { RuntimeError } from '../../../src/contract/errors.ts';
import { createLocalRuntime } from '../../../src/runtime/local.ts';

const never = new AbortController().signal;
const call = { userId: 'ada', sessionId: 's1', metadata: {} };
const turn = (turnId: string, userText: string) => ({ turnId, userText, assistantText: 'Noted.', occurredAt: '2026-11-20T10:00:00.000Z' });

/** A memory that fails as often as it is told to, and what is heard of that. */
async function failingMemory(failure: Error, times: number) {
  const memory = runtimeMemory(await createLocalRuntime({ workspaceId: 'p', userId: 'ada' }).then((runtime) => () => runtime));
  let left = times;
  const record: CallMemory['record'] = async (given) => {
    if (left-- > 0) throw failure;
    await memory.record(given);
  };
  const faults: [string, string][] = [];
  const session = new VoiceSession({
    owner: Promise.resolve({ memory: { ...memory, record }, call }),
    timeoutMs: 5_000,
    onFault: (what, reason) => faults.push([what, reason]),
  });
  return { session, faults };
}

describe('a session of a talk', () => {
  it('stores with the next turn what it could not store before, in order', async () => {
    const { session, faults } = await failingMemory(new RuntimeError('runtime.timeout', 'late'), 1);
    session.keep(turn('t1', 'My dog is called Bruno.'));
    session.keep(turn('t2', 'My cat is called Mia.'));
    const { contextText } = await session.recall('what are my pets called?', never);
    expect(contextText).toContain('Bruno');
    expect(contextText).toContain('Mia');
    expect(faults).toEqual([['a turn was not stored', 'runtime.timeout']]);
  });

  it('tries once more when it ends', async () => {
    const { session } = await failingMemory(new TypeError('no network'), 1);
    session.keep(turn('t1', 'My dog is called Bruno.'));
    await session.end('completed');
    expect((await session.recall('what is my dog called?', never)).contextText).toContain('Bruno');
  });

  it('gives up a turn that is refused, and stores the next one', async () => {
    const { session, faults } = await failingMemory(new RuntimeError('runtime.bad_request', 'refused'), 1);
    session.keep(turn('t1', 'My dog is called Bruno.'));
    session.keep(turn('t2', 'My cat is called Mia.'));
    await session.end('completed');
    expect(faults).toEqual([['a turn was not stored', 'runtime.bad_request']]);
    const { contextText } = await session.recall('what are my pets called?', never);
    expect(contextText).toContain('Mia');
    expect(contextText).not.toContain('Bruno');
  });

  it('says why it has nothing, and goes on', async () => {
    const faults: string[] = [];
    const session = new VoiceSession({ owner: Promise.reject(new TypeError('who?')), timeoutMs: 5_000, onFault: (_, reason) => faults.push(reason) });
    await session.open();
    session.keep(turn('t1', 'My dog is called Bruno.'));
    expect(await session.recall('what is my dog called?', never)).toEqual({ contextText: '', degraded: true });
    await session.end('completed');
    expect(new Set(faults)).toEqual(new Set(['TypeError']));
  });

  it('is silent about a recall that its turn no longer needs', async () => {
    const faults: string[] = [];
    const hanging = { memory: { recall: () => new Promise<never>(() => undefined) } as unknown as CallMemory, call };
    const session = new VoiceSession({ owner: Promise.resolve(hanging), timeoutMs: 60_000, onFault: (what) => faults.push(what) });
    const gone = new AbortController();
    const recalled = session.recall('what is my dog called?', gone.signal);
    gone.abort();
    expect(await recalled).toEqual({ contextText: '', degraded: true });
    expect(faults).toEqual([]);
  });
});

describe('a turn of a talk', () => {
  /** A talk whose time stands still until it is told, and what was kept of it. */
  function talkAt() {
    let now = 0;
    let due: (() => void) | null = null;
    const kept: [string, string][] = [];
    const memory: CallMemory = {
      recall: async () => ({ contextText: '', org: [] }),
      record: async ({ userText, assistantText }) => void kept.push([userText, assistantText]),
      end: async () => undefined,
    };
    const session = new VoiceSession({ owner: Promise.resolve({ memory, call }), timeoutMs: 250, onFault: () => undefined });
    const timers = { now: () => now, after: (_: number, run: () => void) => ((due = run), () => (due = null)) };
    const talk = new Talk({ session, written: false, sampleRate: 500, timers });
    const say = (...sentences: string[]): void => {
      for (const sentence of sentences) {
        const begun = talk.sentence(sentence);
        if (begun) begun.spoken = sentence;
        talk.plays(sentence, new ArrayBuffer(1_000));
      }
    };
    return { talk, kept, say, at: (ms: number) => (now = ms), ring: () => due?.() };
  }

  it('is whole once its sound is over, with the words as they were saved', async () => {
    const { talk, kept, say, ring } = talkAt();
    talk.begin('Hello.');
    say('One.', 'Two.');
    expect(talk.mayHaveSaid('One.\nTwo.')).toBe(true);
    talk.said('One.\nTwo.');
    expect(kept).toEqual([]);
    ring();
    await talk.end('completed');
    expect(kept).toEqual([['Hello.', 'One.\nTwo.']]);
  });

  it('has nothing of what the agent says of itself after it', async () => {
    const { talk, kept, say, at } = talkAt();
    talk.begin('Hello.');
    say('One.');
    talk.said('One.');
    say('Are you still there?');
    expect(talk.mayHaveSaid('Are you still there?')).toBe(false);
    at(500);
    await talk.end('completed');
    expect(kept).toEqual([['Hello.', '']]);
  });

  it('is not what an agent says before anyone spoke', async () => {
    const { talk, kept, say } = talkAt();
    say('Good morning!');
    expect(talk.mayHaveSaid('Good morning!')).toBe(false);
    await talk.end('completed');
    expect(kept).toEqual([]);
  });

  it('is cut off once, by whatever comes first', async () => {
    const { talk, kept, say, at } = talkAt();
    const first = talk.begin('Tell me.');
    say('One.', 'Two.');
    at(1_000);
    talk.cut();
    talk.begin('Something else.');
    talk.cut(first);
    await talk.end('completed');
    expect(kept).toEqual([
      ['Tell me.', 'One.'],
      ['Something else.', ''],
    ]);
  });
});
