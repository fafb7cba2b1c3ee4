import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserRecognizer } from '../../../src/voice/session/local/browser-recognizer.ts';
import type { SpeechRecognizer } from '../../../src/voice/session/local/engines.ts';
import { localVoice } from '../../../src/voice/session/local/local-transport.ts';
import { speech } from './audio.ts';
import { ScriptedEngines } from './scripted-engines.ts';
import { watchedSession } from './watched-session.ts';

/** Stands in for the browser's engine, which needs its maker's service. */
class FakeRecognition extends EventTarget {
  static last: FakeRecognition;
  lang = '';
  continuous = false;
  interimResults = false;
  processLocally?: boolean;
  running = 0;
  constructor() {
    super();
    FakeRecognition.last = this;
  }
  start(): void {
    this.running++;
  }
  stop(): void {
    this.end();
  }
  abort(): void {
    this.end();
  }
  end(): void {
    this.running--;
    this.dispatchEvent(new Event('end'));
  }
  result(transcript: string, isFinal: boolean): void {
    this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results: [Object.assign([{ transcript }], { isFinal })] }));
  }
  error(error: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { error }));
  }
}

/** Speaks nothing, at once or when it is let go on. */
class FakeUtterance extends EventTarget {
  readonly text: string;
  lang = '';
  voice: unknown = null;
  constructor(text: string) {
    super();
    this.text = text;
  }
}

function fakeBrowser(): { readonly spoken: FakeUtterance[] } {
  const spoken: FakeUtterance[] = [];
  vi.stubGlobal('SpeechRecognition', FakeRecognition);
  vi.stubGlobal('SpeechSynthesisUtterance', FakeUtterance);
  vi.stubGlobal('speechSynthesis', {
    getVoices: () => [{ name: 'Anna' }],
    speak: (utterance: FakeUtterance) => spoken.push(utterance),
    cancel: () => spoken.at(-1)?.dispatchEvent(new Event('error')),
  });
  return { spoken };
}

afterEach(() => vi.unstubAllGlobals());

describe("a session by the browser's own engines", () => {
  it('hears, answers sentence by sentence, and does not hear itself', async () => {
    const { spoken } = fakeBrowser();
    const answer = vi.fn((_text: string) => 'It is ten. Really.');
    const { session, told, wrong } = watchedSession({ transport: localVoice({ answer }), voice: 'Anna', language: 'de-CH' });
    await session.connect();
    const engine = FakeRecognition.last;
    expect(engine).toMatchObject({ lang: 'de-CH', continuous: true, interimResults: true, running: 1 });
    engine.result('What', false);
    engine.result('What time', true);
    await vi.waitFor(() => expect(spoken).toHaveLength(1));
    expect(spoken[0]).toMatchObject({ text: 'It is ten.', lang: 'de-CH', voice: { name: 'Anna' } });
    expect(session.state).toBe('speaking');
    engine.result('It is ten', true);
    spoken[0]!.dispatchEvent(new Event('end'));
    await vi.waitFor(() => expect(spoken).toHaveLength(2));
    spoken[1]!.dispatchEvent(new Event('end'));
    expect(await session.receive()).toMatchObject({ transcript: 'It is ten. Really.', interrupted: false });
    expect(answer.mock.calls.map(([text]) => text)).toEqual(['What time']);
    expect(told).toContain('transcript_available What time');
    // browsers end by themselves
    engine.end();
    expect(engine.running).toBe(1);
    await session.disconnect();
    expect(engine.running).toBe(0);
    expect(wrong).toEqual([]);
  });

  it('stops speaking when it is interrupted', async () => {
    const { spoken } = fakeBrowser();
    const { session } = watchedSession({ transport: localVoice({ answer: () => 'A long story' }) });
    await session.connect();
    FakeRecognition.last.result('Tell me', true);
    await vi.waitFor(() => expect(spoken).toHaveLength(1));
    await session.interrupt();
    expect(session.state).toBe('connected');
    FakeRecognition.last.result('Something else', true);
    await vi.waitFor(() => expect(spoken).toHaveLength(2));
    await session.disconnect();
  });

  it('knows to a word what was heard of an answer, as the voice tells of each', async () => {
    const { spoken } = fakeBrowser();
    const { session } = watchedSession({ transport: localVoice({ answer: () => 'It is ten. Really very late by now.' }) });
    const heard: unknown[] = [];
    session.on('answer_heard', (text, { interrupted }) => void heard.push([text, interrupted]));
    await session.connect();
    for (const cut of [true, false]) {
      FakeRecognition.last.result('What time', true);
      await vi.waitFor(() => expect(spoken.at(-1)?.text).toBe('It is ten.'));
      spoken.at(-1).dispatchEvent(new Event('end'));
      await vi.waitFor(() => expect(spoken.at(-1)?.text).toBe('Really very late by now.'));
      spoken.at(-1).dispatchEvent(Object.assign(new Event('boundary'), { charIndex: 'Really very '.length }));
      expect(session.heard).toBe('It is ten. Really very');
      if (cut) await session.interrupt();
      else spoken.at(-1).dispatchEvent(new Event('end'));
      await session.receive();
    }
    expect(heard).toEqual([
      ['It is ten. Really very', true],
      ['It is ten. Really very late by now.', false],
    ]);
    await session.disconnect();
  });

  it('is told what failed, and hears no more where the user does not allow it', async () => {
    fakeBrowser();
    const { session, faults } = watchedSession({ transport: localVoice({ answer: () => Promise.reject(new RangeError('with what was said')) }) });
    await session.connect();
    FakeRecognition.last.result('Tell me', true);
    await expect(session.receive()).rejects.toMatchObject({ code: 'voice_session.answer_failed' });
    FakeRecognition.last.error('no-speech');
    FakeRecognition.last.error('not-allowed');
    FakeRecognition.last.end();
    expect(FakeRecognition.last.running).toBe(0);
    expect(faults).toEqual(['answer or the synthesizer failed: RangeError', 'an answer failed: response failed', 'the recognizer failed: not-allowed']);
    await session.disconnect();
  });

  it('cannot be where there are none', async () => {
    const { session } = watchedSession({ transport: localVoice({ answer: () => '' }) });
    await expect(session.connect()).rejects.toMatchObject({ code: 'voice_session.not_possible_here' });
    expect(session.state).toBe('disconnected');
    expect(() => browserRecognizer({ onDevice: true }).start({ partial() {}, final() {}, failed() {} }, { language: 'en', sampleRate: 24_000 })).toThrow();
  });
});

describe('a session by engines of its own', () => {
  it('gives one answer to turns of which an earlier one is understood after the next was committed', async () => {
    const { answer, synthesizer, asked } = new ScriptedEngines();
    const said: string[] = [];
    const texts = ['I live in Lisbon.', 'Where do I live?'];
    let understand = (_text: string): void => undefined;
    const recognizer: SpeechRecognizer = {
      start: (listener) => {
        understand = (text) => listener.final(text);
        return { push() {}, finish() {}, stop() {} };
      },
    };
    const { session } = watchedSession({ transport: localVoice({ answer, recognizer, synthesizer }), turnDetection: false });
    session.on('transcript_available', (text, { role }) => void (role === 'user' && said.push(text)));
    await session.connect();
    for (const _ of texts) await session.sendAudio(speech(50));
    for (const text of texts) understand(text);
    expect(await session.receive()).toMatchObject({ transcript: '', interrupted: true });
    expect(await session.receive()).toMatchObject({ transcript: 'Half past ten', interrupted: false });
    expect(asked.map(({ text }) => text)).toEqual(['I live in Lisbon. Where do I live?']);
    expect(said).toEqual(texts);
    await session.sendAudio(speech(50));
    understand('And now?');
    await session.receive();
    expect(asked.map(({ text }) => text).slice(1)).toEqual(['And now?']);
    await session.disconnect();
  });

  it('answers what was committed, whose words come late, once, also where the recognizer finds turns', async () => {
    const { answer, recognizer, synthesizer } = new ScriptedEngines();
    const { session, told, faults } = watchedSession({ transport: localVoice({ answer, recognizer, synthesizer }) });
    await session.connect();
    expect(await session.respond(speech(50))).toMatchObject({ transcript: 'Half past ten', interrupted: false });
    expect(told.filter((each) => each === 'speech_started' || each === 'speech_ended')).toEqual(['speech_started', 'speech_ended']);
    expect(faults).toEqual([]);
    await session.disconnect();
  });
});
