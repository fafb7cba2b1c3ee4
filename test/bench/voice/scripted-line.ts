import type { RealtimeChannel } from '../../../src/integrations/openai-realtime.ts';
import type { SpokenTurn } from './protocol.ts';

/** Milliseconds from word to word: 171 words a minute. */
const WORD_MS = 350;
/** What a server that detects turns waits for in silence, by default. */
const SILENCE_MS = 500;
/** The answer plays for so long, and so long nobody speaks then. */
const ANSWER_MS = 600;

type Sent = { readonly type: string; readonly item?: { readonly role?: string } };
type Listener = (event: { readonly data: unknown }) => void;

/** A realtime session's channel whose server hears the user at the pace of speech, and answers when it is asked to. */
export class ScriptedLine implements RealtimeChannel {
  readonly #listeners = new Set<Listener>();
  readonly #speed: number;
  #turns = 0;
  #sent: (event: Sent) => void = () => undefined;

  /** @param speed times faster than people talk */
  constructor(speed: number) {
    this.#speed = speed;
  }

  send(text: string): void {
    this.#sent(JSON.parse(text) as Sent);
  }

  addEventListener(type: 'message' | 'close', listener: Listener & (() => void)): void {
    if (type === 'message') this.#listeners.add(listener);
  }

  removeEventListener(type: 'message' | 'close', listener: Listener & (() => void)): void {
    if (type === 'message') this.#listeners.delete(listener);
  }

  /** The session's first event. */
  begin(): void {
    this.#says('session.created', { session: { type: 'realtime', tools: [], audio: { input: { turn_detection: { type: 'server_vad' } } } } });
  }

  /** One turn and its answer. Resolves with the milliseconds from the end of speech until the memory was sent; null without any. */
  async turn({ partials, transcript }: SpokenTurn): Promise<number | null> {
    const [user, answer, response] = ['user', 'answer', 'response'].map((name) => `${name}-${this.#turns}`);
    this.#turns += 1;
    this.#says('input_audio_buffer.speech_started', { item_id: user, audio_start_ms: 0 });
    let before = '';
    for (const partial of partials) {
      await this.#pause(WORD_MS);
      this.#says('conversation.item.input_audio_transcription.delta', { item_id: user, delta: partial.slice(before.length) });
      before = partial;
    }
    await this.#pause(WORD_MS * (transcript.split(' ').length - partials.length) + SILENCE_MS);
    const injectedMs = await this.#end(user!, transcript);
    this.#says('response.created', { response: { id: response } });
    this.#says('response.output_audio_transcript.delta', { response_id: response, item_id: answer, delta: 'I will tell you what I know about that.' });
    this.#says('output_audio_buffer.started', { response_id: response });
    this.#says('response.done', { response: { id: response, status: 'completed', output: [] } });
    await this.#pause(ANSWER_MS);
    this.#says('output_audio_buffer.stopped', { response_id: response });
    await this.#pause(ANSWER_MS);
    return injectedMs;
  }

  /** The user has finished, and is transcribed at the same moment. Resolves when the answer is asked for. */
  #end(user: string, transcript: string): Promise<number | null> {
    return new Promise((resolve) => {
      const ended = performance.now();
      let injectedMs: number | null = null;
      this.#sent = ({ type, item }) => {
        if (type === 'conversation.item.create' && item?.role === 'system') injectedMs = performance.now() - ended;
        if (type === 'response.create') resolve(injectedMs);
      };
      this.#says('input_audio_buffer.speech_stopped', { item_id: user, audio_end_ms: 0 });
      this.#says('input_audio_buffer.committed', { item_id: user });
      this.#says('conversation.item.input_audio_transcription.completed', { item_id: user, transcript });
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms / this.#speed));
  }

  #says(type: string, rest: object): void {
    const data = JSON.stringify({ event_id: 'e', type, ...rest });
    for (const listener of this.#listeners) listener({ data });
  }
}
