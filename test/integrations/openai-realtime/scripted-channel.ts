import type { RealtimeChannel } from '../../../src/integrations/openai-realtime.ts';

export type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

type Listener = (event: { readonly data: unknown }) => void;

/** Which names a server speaks: today's, or those before. */
export type Names = 'ga' | 'beta';

const BETA: Readonly<Record<string, string>> = {
  'conversation.item.added': 'conversation.item.created',
  'response.output_audio_transcript.delta': 'response.audio_transcript.delta',
  'response.output_audio_transcript.done': 'response.audio_transcript.done',
  'response.output_audio.delta': 'response.audio.delta',
  'response.output_text.delta': 'response.text.delta',
};

const TURN_DETECTION = { type: 'server_vad', threshold: 0.5, create_response: true, interrupt_response: true };

/** A session's channel whose server says what a test says, under the names of its time. */
export class ScriptedChannel implements RealtimeChannel {
  readonly sent: Frame[] = [];
  readonly #names: Names;
  readonly #listeners = { message: new Set<Listener>(), close: new Set<() => void>() };
  #closed = false;

  constructor(names: Names = 'ga') {
    this.#names = names;
  }

  send(text: string): void {
    if (this.#closed) throw new Error('The channel is closed.');
    this.sent.push(JSON.parse(text) as Frame);
  }

  addEventListener(type: 'message' | 'close', listener: Listener & (() => void)): void {
    this.#listeners[type].add(listener);
  }

  removeEventListener(type: 'message' | 'close', listener: Listener & (() => void)): void {
    this.#listeners[type].delete(listener);
  }

  get listeners(): number {
    return this.#listeners.message.size + this.#listeners.close.size;
  }

  /** Types of what was sent, without those of the session. */
  get types(): string[] {
    return this.sent.map(({ type }) => type).filter((type) => type !== 'session.update');
  }

  says(...frames: readonly Frame[]): void {
    for (const frame of frames) {
      const type = this.#names === 'beta' ? (BETA[frame.type] ?? frame.type) : frame.type;
      this.hears(JSON.stringify({ event_id: 'e', ...frame, type }));
    }
  }

  /** Whatever comes in. */
  hears(data: unknown): void {
    for (const listener of this.#listeners.message) listener({ data });
  }

  /** The session's first event, or that of a change of it. */
  session(type: 'session.created' | 'session.updated' = 'session.created', turnDetection: object | null = TURN_DETECTION, tools: object[] = []): void {
    const shape = this.#names === 'ga' ? { type: 'realtime', audio: { input: { turn_detection: turnDetection } } } : { turn_detection: turnDetection };
    this.says({ type, session: { ...shape, tools } });
  }

  /** The user speaks: over what is heard, if anything is. */
  userSays(item: string, ...words: readonly string[]): void {
    this.says({ type: 'input_audio_buffer.speech_started', item_id: item, audio_start_ms: 0 });
    this.userSaid(item, ...words);
  }

  userSaid(item: string, ...words: readonly string[]): void {
    this.says(
      { type: 'input_audio_buffer.committed', item_id: item },
      { type: 'conversation.item.added', item: { id: item, type: 'message', role: 'user', content: [{ type: 'input_audio', transcript: null }] } },
      ...words.map((delta) => ({ type: 'conversation.item.input_audio_transcription.delta', item_id: item, delta })),
      { type: 'conversation.item.input_audio_transcription.completed', item_id: item, transcript: words.join('') },
    );
  }

  begins(response: string): void {
    this.says({ type: 'response.created', response: { id: response } });
  }

  /** The model says this; each word with as much audio as is given, PCM of 24 kHz. */
  speaks(response: string, item: string, text: string, msAWord = 0): void {
    const at = { response_id: response, item_id: item };
    for (const delta of text.match(/\S+\s*/g) ?? []) {
      this.says({ type: 'response.output_audio_transcript.delta', ...at, delta });
      if (msAWord > 0) this.says({ type: 'response.output_audio.delta', ...at, delta: btoa('\0'.repeat(msAWord * 48)) });
    }
  }

  done(response: string, status = 'completed', output: readonly object[] = []): void {
    this.says({ type: 'response.done', response: { id: response, status, output } });
  }

  close(): void {
    this.#closed = true;
    for (const listener of this.#listeners.close) listener();
  }
}
