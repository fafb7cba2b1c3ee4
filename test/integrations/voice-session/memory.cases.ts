import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { voiceSession, type VoiceSessionMemoryOptions } from '../../../src/integrations/voice-session.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import type { VoiceTransport } from '../../../src/voice/session/transport.ts';
import type { ManualPlayback } from '../../voice/session/manual-playback.ts';
import type { Plan } from '../../voice/session/scripted-model.ts';
import { watchedSession, type Watched } from '../../voice/session/watched-session.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, SECRET, WatchedMemory } from '../../voice/memory/watched-memory.ts';

/** A transport, and a hand on the other side of it. */
export interface MemoryWorld {
  readonly transport: VoiceTransport;
  /** Plays the answers; null where the other side knows what was heard. */
  readonly playback: ManualPlayback | null;
  /** How the next answers go. May be called before there is a connection. */
  plan(...plans: readonly Plan[]): void;
  /** The user says this, over an answer of which so much was heard where the other side knows it. */
  userSays(text: string, heardMs: number): void;
  /** What came before the model, in its order: `context: …`, `result: …`, and `asked`. */
  before(): readonly string[];
  /** Whether the other side answers a turn only when it is asked to, as it was told last; and which tools it has. */
  held(): boolean;
  tools(): readonly string[];
  /** The other side ends without a word. */
  lose(): void;
  close(): Promise<void>;
}

const ANSWER: Plan = { words: ['Your', 'dog', 'is', 'called', 'Bruno.'], wordMs: 300 };
const STORY: Plan = { words: 'Once upon a time there was a very small dog in a very big house'.split(' '), wordMs: 300, sounds: true };
const QUESTION = 'What is my dog called?';

/** So many words of the story were heard. */
function toAWord(heard: string, words: number): void {
  expect(STORY.words!.join(' ').startsWith(heard)).toBe(true);
  expect(Math.abs(heard.split(' ').length - words), heard).toBeLessThanOrEqual(1);
}

/** What a session with a memory does over any transport. */
export function memoryCases(name: string, begin: () => Promise<MemoryWorld>): void {
  describe(`a session with a memory over ${name}`, () => {
    let world: MemoryWorld;
    let memory: WatchedMemory;
    let watched: Watched;
    let attached: AttachedMemory;
    const attach = (timeoutMs: number = PATIENT, options?: VoiceSessionMemoryOptions, timers?: ManualClock): AttachedMemory =>
      attachMemory(voiceSession(watched.session, options), { runtime: memory, sessionId: 's1', timeoutMs, timers, onFault: () => undefined });
    /** So much of the answer is heard, then the user says this. */
    const userSays = (text: string, heardMs = 0): void => {
      world.playback?.pass(heardMs);
      world.userSays(text, heardMs);
    };
    const before = (...what: readonly unknown[]): Promise<void> => vi.waitFor(() => expect(world.before()).toEqual(what));
    const spoken = (text: string): Promise<void> => vi.waitFor(() => expect(watched.told).toContain(`transcript_available ${text}`));
    const context: unknown = expect.stringMatching(/^context: .*Bruno/s);

    beforeEach(async () => {
      world = await begin();
      memory = await WatchedMemory.withDog();
      watched = watchedSession({ transport: world.transport, playback: world.playback ?? undefined });
      attached = attach();
      await watched.session.connect();
      await vi.waitFor(() => expect([world.held(), world.tools()]).toEqual([true, ['search_memory']]));
    });
    afterEach(async () => {
      await watched.session.disconnect();
      await attached.end();
      await world.close();
      await memory.real.close();
      expect(watched.wrong).toEqual([]);
    });

    it('has what is remembered before the model when it answers, and saves the turn', async () => {
      world.plan(ANSWER);
      userSays(QUESTION);
      await before(context, 'asked');
      await spoken('Your dog is called Bruno.');
      world.playback?.pass(5_000);
      expect(await memory.said(1)).toEqual([[QUESTION, 'Your dog is called Bruno.', false]]);
      expect(watched.faults).toEqual([]);
    });

    it('warms the recall with what the user is saying', async () => {
      userSays(QUESTION);
      await vi.waitFor(() => expect(memory.queries).toEqual([QUESTION]));
      expect(memory.hints.length).toBeGreaterThan(0);
      for (const hint of memory.hints) expect(QUESTION.startsWith(hint)).toBe(true);
    });

    it('saves of an answer that was interrupted what was heard, to a word', async () => {
      world.plan(STORY, ANSWER);
      userSays('Tell me a story.');
      await vi.waitFor(() => expect(watched.told).toContain('speaking'));
      await spoken(STORY.words!.join(' '));
      userSays(QUESTION, 5 * 300);
      const [[user, heard, interrupted]] = (await memory.said(1)) as [readonly [string, string, boolean]];
      expect([user, interrupted]).toEqual(['Tell me a story.', true]);
      toAWord(heard, 5);
      await spoken('Your dog is called Bruno.');
      world.playback?.pass(5_000);
      expect((await memory.said(2))[1]).toEqual([QUESTION, 'Your dog is called Bruno.', false]);
    });

    it('answers what the model asks its tool, and saves one turn', async () => {
      world.plan({ tool: { name: 'search_memory', input: { query: 'name of the dog' } } }, ANSWER);
      userSays('Do you know what I call him?');
      await vi.waitFor(() => expect(world.before()).toContainEqual(expect.stringMatching(/^result: .*Bruno/s)));
      await spoken('Your dog is called Bruno.');
      world.playback?.pass(5_000);
      expect(await memory.said(1)).toEqual([['Do you know what I call him?', 'Your dog is called Bruno.', false]]);
      expect((await memory.turns())[0]!.toolCalls?.map((call) => call.name)).toEqual(['search_memory']);
    });

    it('goes on in another connection, and has saved what was heard over the one that was lost', async () => {
      world.plan(STORY);
      userSays('Tell me a story of a dog.');
      await vi.waitFor(() => expect(watched.told).toContain('speaking'));
      await spoken(STORY.words!.join(' '));
      world.playback?.pass(5 * 300);
      world.lose();
      await vi.waitFor(() => expect(watched.session.state).toBe('disconnected'));
      await watched.session.connect();
      await vi.waitFor(() => expect(world.held()).toBe(true));
      world.plan(ANSWER);
      userSays(QUESTION);
      await vi.waitFor(() => expect(world.before().at(-1)).toBe('asked'));
      expect(world.before().at(-2)).toEqual(context);
      await spoken('Your dog is called Bruno.');
      world.playback?.pass(5_000);
      const [lost, next] = await memory.said(2);
      expect([lost![0], lost![2], next]).toEqual(['Tell me a story of a dog.', true, [QUESTION, 'Your dog is called Bruno.', false]]);
      if (world.playback) toAWord(lost![1], 5);
      else expect(STORY.words!.join(' ').startsWith(lost![1])).toBe(true);
    });

    it('takes what the user goes on to say before the answer has begun as the same turn', async () => {
      // one that was asked for before the rest was heard is not given
      world.plan(ANSWER, ANSWER);
      userSays('What is my dog');
      userSays('called?');
      await spoken('Your dog is called Bruno.');
      world.playback?.pass(5_000);
      expect(await memory.said(1)).toEqual([[QUESTION, 'Your dog is called Bruno.', false]]);
      expect(world.before().at(-2)).toEqual(context);
    });

    it('does not wait for words where nothing was understood, and asks no memory', async () => {
      userSays('');
      await vi.waitFor(() => expect(watched.told).toContain('response_started'));
      expect(memory.queries).toEqual([]);
    });

    for (const health of ['hung', 'failing'] as const) {
      it(`answers without a memory that is ${health}`, async () => {
        await attached.detach();
        attached = attach(50);
        await vi.waitFor(() => expect(world.held()).toBe(true));
        memory.health = health;
        world.plan({ tool: { name: 'search_memory', input: { query: 'dog' } } }, ANSWER);
        userSays(QUESTION);
        await spoken('Your dog is called Bruno.');
        expect(world.before().filter((each) => each.startsWith('context'))).toEqual([]);
        expect(world.before()).toContain('result: The memory gave no answer in time. Go on without it.');
        expect(JSON.stringify(world.before())).not.toContain(SECRET);
        memory.health = 'well';
      });
    }

    it('is as before once the memory is detached, and can be given it again', async () => {
      await attached.detach();
      await vi.waitFor(() => expect([world.held(), world.tools()]).toEqual([false, []]));
      world.plan(ANSWER, ANSWER);
      userSays(QUESTION);
      await spoken('Your dog is called Bruno.');
      world.playback?.pass(5_000);
      await vi.waitFor(() => expect(watched.session.heard).toBe(''));
      expect([memory.queries, await memory.turns()]).toEqual([[], []]);
      attached = attach();
      await vi.waitFor(() => expect([world.held(), world.tools()]).toEqual([true, ['search_memory']]));
      userSays(QUESTION);
      await vi.waitFor(() => expect(world.before()).toContainEqual(context));
    });

    it('answers what waits for the memory that is detached', async () => {
      await attached.detach();
      const clock = new ManualClock();
      attached = attach(PATIENT, {}, clock);
      await vi.waitFor(() => expect(world.held()).toBe(true));
      memory.health = 'hung';
      world.plan(ANSWER);
      userSays(QUESTION);
      await vi.waitFor(() => expect(memory.hints.length).toBeGreaterThan(0));
      const detached = attached.detach();
      await spoken('Your dog is called Bruno.');
      await vi.waitFor(async () => {
        clock.pass(10_000);
        await Promise.race([detached, Promise.reject(new Error('It is not detached.'))]);
      });
      memory.health = 'well';
    });

    it('saves what was heard so far when it is detached in the middle of an answer', async () => {
      world.plan({ ...STORY, hold: true, sounds: false });
      userSays('Tell me a story.');
      await vi.waitFor(() => expect(watched.session.state).toBe('speaking'));
      await attached.detach();
      const [turn] = await memory.said(1);
      expect([turn![0], turn![2]]).toEqual(['Tell me a story.', true]);
      expect('Once'.startsWith(turn![1])).toBe(true);
    });

    it('holds no answer back and has no tool where it is not to', async () => {
      await attached.detach();
      attached = attach(PATIENT, { respond: false, tool: false });
      await vi.waitFor(() => expect([world.held(), world.tools()]).toEqual([false, []]));
      world.plan(ANSWER);
      userSays(QUESTION);
      await spoken('Your dog is called Bruno.');
      world.playback?.pass(5_000);
      expect(await memory.said(1)).toEqual([[QUESTION, 'Your dog is called Bruno.', false]]);
      expect(memory.queries).toEqual([QUESTION]);
    });
  });
}
