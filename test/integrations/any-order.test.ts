import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elevenlabs } from '../../src/integrations/elevenlabs.ts';
import { LivekitTalk } from '../../src/integrations/livekit-client-talk.ts';
import type { LivekitReader, LivekitRoom } from '../../src/integrations/livekit-client.ts';
import { openaiLive } from '../../src/integrations/openai-live.ts';
import { pipecat, type PipecatVoiceClient } from '../../src/integrations/pipecat.ts';
import { vapiWeb, type VapiWebClient } from '../../src/integrations/vapi-web.ts';
import { attachMemory, type VoiceClient } from '../../src/voice/memory/index.ts';
import { ManualClock } from '../voice/memory/manual-clock.ts';
import { WatchedMemory } from '../voice/memory/watched-memory.ts';

/** A vendor's client as far as its events go. */
interface Stage {
  readonly voice: VoiceClient;
  /** Does one step of a talk. */
  readonly step: (step: Step) => void;
  /** A turn as it should be: the user asks, and hears the answer to its end. */
  readonly turn: (question: string, answer: string) => void | Promise<void>;
}

interface Step {
  readonly what: string;
  readonly text: string;
  readonly id: string;
  readonly any: unknown;
}

const step = fc.record({
  what: fc.constantFrom('partial', 'said', 'begins', 'words', 'whole', 'cut', 'ends', 'userSpeaks', 'tool', 'gone', 'odd'),
  text: fc.constantFrom('some words', 'more', '', ' '),
  id: fc.constantFrom('1', '2'),
  any: fc.anything(),
});

/** Who listens to what. */
class Listeners {
  readonly #all = new Map<string, Set<(value: unknown) => void>>();

  add(event: string, listener: unknown): void {
    this.#all.set(event, (this.#all.get(event) ?? new Set()).add(listener as (value: unknown) => void));
  }

  remove(event: string, listener: unknown): void {
    this.#all.get(event)?.delete(listener as (value: unknown) => void);
  }

  tell(event: string, value?: unknown): void {
    for (const listener of this.#all.get(event) ?? []) listener(value);
  }
}

function onPipecat(clock: ManualClock): Stage {
  const listeners = new Listeners();
  const client: PipecatVoiceClient = {
    on: (event: string, listener: unknown) => listeners.add(event, listener),
    off: (event: string, listener: unknown) => listeners.remove(event, listener),
    sendText: async () => undefined,
    registerFunctionCallHandler: () => undefined,
    unregisterFunctionCallHandler: () => undefined,
  };
  const output = (id: string, text: unknown, status: string): void =>
    listeners.tell('botOutput', { text, segment_id: id, spoken_status: status, spoken_progress: { accumulated_text: text, remaining_text: '' } });
  return {
    voice: pipecat(client, { timers: clock }),
    step: ({ what, text, id, any }) => {
      if (what === 'partial' || what === 'said') listeners.tell('userTranscript', { text, final: what === 'said' });
      if (what === 'begins') listeners.tell('botStartedSpeaking');
      if (what === 'words') output(id, text, 'in-progress');
      if (what === 'whole') output(id, text, 'completed');
      if (what === 'ends') listeners.tell('botStoppedSpeaking');
      if (what === 'userSpeaks') listeners.tell('userStartedSpeaking');
      if (what === 'gone') listeners.tell('disconnected');
      if (what === 'odd') for (const event of ['userTranscript', 'botOutput']) listeners.tell(event, any);
    },
    turn: (question, answer) => {
      listeners.tell('userTranscript', { text: question, final: true });
      listeners.tell('botStartedSpeaking');
      output('last', answer, 'completed');
      listeners.tell('botStoppedSpeaking');
    },
  };
}

function onVapi(clock: ManualClock): Stage {
  const listeners = new Listeners();
  const client: VapiWebClient = {
    on: (event: string, listener: unknown) => listeners.add(event, listener),
    removeListener: (event: string, listener: unknown) => listeners.remove(event, listener),
    send: () => undefined,
  };
  const says = (type: string, rest: object): void => listeners.tell('message', { type, ...rest });
  const said = (role: string, transcript: string, transcriptType: string): void => says('transcript', { role, transcript, transcriptType });
  return {
    voice: vapiWeb(client, { timers: clock }),
    step: ({ what, text, id, any }) => {
      if (what === 'partial' || what === 'said') said('user', text, what === 'said' ? 'final' : 'partial');
      if (what === 'begins' || what === 'ends') says('speech-update', { role: 'assistant', status: what === 'begins' ? 'started' : 'stopped' });
      if (what === 'words') says('assistant.speechStarted', { turn: id, text, timing: { type: 'word-progress', wordsSpoken: 1 } });
      if (what === 'whole') said('assistant', text, 'final');
      if (what === 'userSpeaks') says('user-interrupted', {});
      if (what === 'gone') listeners.tell('call-end');
      if (what === 'odd') says('assistant.speechStarted', { turn: id, text, timing: any });
    },
    turn: (question, answer) => {
      said('user', question, 'final');
      says('speech-update', { role: 'assistant', status: 'started' });
      said('assistant', answer, 'final');
      says('speech-update', { role: 'assistant', status: 'stopped' });
    },
  };
}

function onElevenlabs(clock: ManualClock): Stage {
  const voice = elevenlabs({ timers: clock });
  const { onMessage, onModeChange, onInterruption, onAgentResponseCorrection, onDisconnect, onIncomingEvent } = voice.options({}) as Readonly<
    Record<string, (value?: unknown) => void>
  >;
  const message = (role: string, text: string, id: string): void => onMessage!({ role, message: text, event_id: id });
  return {
    voice,
    step: ({ what, text, id, any }) => {
      if (what === 'partial') onIncomingEvent!({ type: 'tentative_user_transcript', tentative_user_transcription_event: { user_transcript: text } });
      if (what === 'said') message('user', text, id);
      if (what === 'begins' || what === 'ends') onModeChange!({ mode: what === 'begins' ? 'speaking' : 'listening' });
      if (what === 'whole') message('agent', text, id);
      if (what === 'cut') onAgentResponseCorrection!({ corrected_agent_response: text });
      if (what === 'userSpeaks') onInterruption!({});
      if (what === 'gone') onDisconnect!({});
      if (what === 'odd') for (const listen of [onMessage, onModeChange, onAgentResponseCorrection, onIncomingEvent]) listen!(any);
    },
    turn: (question, answer) => {
      onModeChange!({ mode: 'listening' });
      message('user', question, 'last');
      message('agent', answer, 'last answer');
    },
  };
}

function onLivekit(): Stage {
  const participant = (identity: string, isAgent: boolean): object => ({ identity, isAgent, isSpeaking: false, attributes: {} });
  const room = { localParticipant: participant('ada', false), remoteParticipants: new Map([['agent', participant('agent', true)]]) };
  let talk: LivekitTalk | null = null;
  let streams = 0;
  const transcribed = async (by: string, segment: string, text: string, final: boolean, broken = false): Promise<void> => {
    const pieces = async function* (): AsyncGenerator<string> {
      yield text;
      if (broken) throw new Error('The sender is gone.');
    };
    const info = { id: `s${++streams}`, attributes: { 'lk.segment_id': segment, 'lk.transcription_final': String(final) } };
    await talk!.stream(Object.assign(pieces(), { info }) as LivekitReader, by);
  };
  const agentIs = (state: string): void => talk!.attributes({ identity: 'agent', attributes: { 'lk.agent.state': state } });
  return {
    voice: {
      framework: 'livekit-client',
      inject: null,
      onTool: () => () => undefined,
      onTurn: (turns) => {
        talk = new LivekitTalk(room as unknown as LivekitRoom, turns);
        return () => talk!.end();
      },
    },
    step: ({ what, text, id }) => {
      if (what === 'partial' || what === 'said') void transcribed('ada', id, text, what === 'said');
      if (what === 'begins' || what === 'ends') agentIs(what === 'begins' ? 'speaking' : 'listening');
      if (what === 'words' || what === 'whole') void transcribed('agent', id, text, false, what === 'words');
      if (what === 'userSpeaks') Object.assign(room.localParticipant, { isSpeaking: id === '1' });
      if (what === 'gone') talk!.end();
    },
    turn: async (question, answer) => {
      await transcribed('ada', 'last', question, true);
      await transcribed('agent', 'last answer', answer, false);
      agentIs('listening');
    },
  };
}

function onLive(clock: ManualClock): Stage {
  const listeners = new Listeners();
  const channel = {
    send: () => undefined,
    addEventListener: (event: string, listener: unknown) => listeners.add(event, listener),
    removeEventListener: (event: string, listener: unknown) => listeners.remove(event, listener),
  };
  const says = (type: string, rest: object): void => listeners.tell('message', { data: JSON.stringify({ type, ...rest }) });
  const words = (side: 'input' | 'output', delta: unknown, from: unknown, to: unknown): void =>
    says(`session.${side}_transcript.delta`, { delta, start_ms: from, end_ms: to });
  let last = 1_000;
  return {
    voice: openaiLive(channel, { timers: clock }),
    step: ({ what, text, id, any }) => {
      // pieces may come late, or tell of later
      const from = last + (id === '1' ? 200 : -200);
      last += 100;
      if (what === 'partial' || what === 'said') words('input', text, from, what === 'said' ? from + 2_000 : from + 300);
      if (what === 'words' || what === 'whole') words('output', text, from, what === 'whole' ? from + 3_000 : from + 300);
      if (what === 'tool') says('session.delegation.created', { delegation: { id, target: 'client' } });
      if (what === 'ends') says('session.closed', {});
      if (what === 'gone') listeners.tell('close');
      if (what === 'odd') for (const side of ['input', 'output'] as const) words(side, text, any, any);
    },
    turn: (question, answer) => {
      words('input', question, 1_000_000, 1_000_500);
      clock.pass(1_000);
      words('output', answer, 1_001_500, 1_002_000);
    },
  };
}

describe('a talk whose events come in any order and any shape', () => {
  let memory: WatchedMemory;
  beforeAll(async () => {
    memory = await WatchedMemory.withDog();
  });
  afterAll(() => memory.real.close());
  let talks = 0;

  it.each([
    ['Pipecat', onPipecat],
    ['Vapi', onVapi],
    ['ElevenLabs', onElevenlabs],
    ['LiveKit', onLivekit],
    ['GPT-Live', onLive],
  ])('of %s throws at nobody, and the next turn is remembered like any other', async (_name, on) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 8, arbitrary: step }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 5_000 }) }), { maxLength: 30 }),
        async (steps) => {
          const clock = new ManualClock();
          const sessionId = `any ${++talks}`;
          const { voice, step: act, turn } = on(clock);
          const attached = attachMemory(voice, { runtime: memory, sessionId, timers: clock });
          for (const each of steps) {
            if (typeof each === 'number') clock.pass(each);
            else act(each);
          }
          await new Promise((resolve) => setImmediate(resolve));
          clock.pass(60_000);
          await turn('And at last?', 'This is the answer.');
          clock.pass(60_000);
          await attached.end();
          const turns = (await memory.turns()).filter((each) => each.sessionId === sessionId);
          expect(turns.at(-1)?.userText).toMatch(/And at last\?$/);
          expect(turns.filter(({ userText }) => userText.endsWith('And at last?'))).toHaveLength(1);
          expect(turns.at(-1)?.assistantText).toMatch(/This is the answer\.$/);
        },
      ),
      { numRuns: 100 },
    );
  });
});
