import { field, isObject, type JsonObject } from '../../../src/client/json.ts';
import { base64ToBytes, bytesToBase64 } from '../../../src/voice/audio/base64.ts';
import { pcm16Bytes, pcm16Samples } from '../../../src/voice/audio/pcm16.ts';

/** How the next answer goes. */
export interface Plan {
  readonly words?: readonly string[];
  /** It stops after its first word, until it is let go on or is ended. */
  readonly hold?: boolean;
  /** Over a track: all of it comes, and goes on sounding until it is let go on or is ended. */
  readonly sounds?: boolean;
  /** Of each word, in milliseconds. Default 20. */
  readonly wordMs?: number;
  readonly tool?: { readonly name: string; readonly input: unknown };
}

export const RATE = 24_000;
/** Of each word, in samples. */
export const WORD_SAMPLES = 480;
const STEP = RATE / 100;

/** Stands in for the service: hears loud samples as speech, and answers as was planned. What it heard of the client is in `frames`. */
export class ScriptedModel {
  readonly frames: JsonObject[] = [];
  readonly plans: Plan[] = [];
  readonly #tell: (event: JsonObject) => void;
  readonly #beta: boolean;
  readonly #track: boolean;
  readonly #prefix: string;
  #detection: { readonly silence: number; readonly answers: boolean } | null = null;
  #position = 0;
  #uncommitted = 0;
  #silent = -1;
  #answers = 0;
  #items = 0;
  #active: { readonly id: string; readonly item: string; rest: string[]; said: string; readonly plan: Plan } | null = null;
  /** What sounds on over a track. */
  #sounding: { readonly id: string; readonly item: string } | null = null;

  /**
   * @param track whether sound goes over a track, of which events tell alone when it begins and ends
   * @param before connections that there were before: items of all have different ids
   */
  constructor(tell: (event: JsonObject) => void, { beta = false, track = false, before = 0 }: { beta?: boolean; track?: boolean; before?: number } = {}) {
    this.#tell = tell;
    this.#beta = beta;
    this.#track = track;
    this.#prefix = before === 0 ? '' : `${before}_`;
  }

  begin(): void {
    this.#tell({ type: 'session.created', session: {} });
  }

  /** Frames of that type. */
  of(type: string): JsonObject[] {
    return this.frames.filter((frame) => frame['type'] === type);
  }

  take(frame: JsonObject): void {
    this.frames.push(frame);
    const doers: Readonly<Record<string, () => unknown>> = {
      'session.update': () => this.#configure(frame['session']),
      'input_audio_buffer.append': () => this.#hear(pcm16Samples(base64ToBytes(String(frame['audio'])))),
      'input_audio_buffer.commit': () => this.#commit(frame),
      'response.create': () => this.#create(frame),
      'response.cancel': () => (this.#active ? this.#end('cancelled') : this.#error('response_cancel_not_active', frame)),
      'output_audio_buffer.clear': () => this.#sounding && this.#silence('cleared'),
      'conversation.item.truncate': () => this.#tell({ type: 'conversation.item.truncated', item_id: frame['item_id'], audio_end_ms: frame['audio_end_ms'] }),
    };
    doers[String(frame['type'])]?.();
  }

  /** The answer that holds goes on to its end. */
  release(): void {
    while (this.#active?.rest.length) this.#word();
    if (this.#active) this.#end('completed');
    else if (this.#sounding) this.#silence('stopped');
  }

  /** The user is heard to say this, word by word, over an answer of which so much was heard. Without words nothing is understood of it. */
  userSays(text: string, heardMs: number = 0): void {
    const item_id = this.#nextItem();
    this.#tell({ type: 'input_audio_buffer.speech_started', item_id, audio_start_ms: (this.#position * 1000) / RATE });
    const cut = this.#track ? (this.#sounding ?? this.#active) : null;
    if (this.#active) this.#end('cancelled');
    if (this.#sounding) this.#silence('cleared');
    if (cut) this.#tell({ type: 'conversation.item.truncated', item_id: cut.item, content_index: 0, audio_end_ms: heardMs });
    this.#tell({ type: 'input_audio_buffer.speech_stopped', item_id, audio_end_ms: (this.#position * 1000) / RATE });
    this.#committed(text);
    if (this.#detection?.answers) this.#answer();
  }

  #configure(session: unknown): void {
    const input = field(field(session, 'audio'), 'input');
    const holder = isObject(input) ? input : isObject(session) ? session : {};
    if ('turn_detection' in holder) {
      const detection = holder['turn_detection'];
      this.#detection = isObject(detection) ? { silence: Number(detection['silence_duration_ms']), answers: detection['create_response'] !== false } : null;
    }
    this.#tell({ type: 'session.updated', session: {} });
  }

  #hear(samples: Int16Array): void {
    this.#uncommitted += samples.length;
    for (let at = 0; at < samples.length; at += STEP) {
      const step = samples.subarray(at, at + STEP);
      this.#position += step.length;
      if (this.#detection)
        this.#detect(
          step.some((sample) => Math.abs(sample) > 1000),
          this.#detection.silence,
        );
    }
  }

  #detect(loud: boolean, silence: number): void {
    const ms = (this.#position * 1000) / RATE;
    if (loud && this.#silent < 0) {
      this.#tell({ type: 'input_audio_buffer.speech_started', item_id: this.#nextItem(), audio_start_ms: ms - 10 });
      if (this.#active) this.#end('cancelled');
    }
    if (loud) this.#silent = 0;
    else if (this.#silent >= 0) this.#silent += 10;
    if (this.#silent < silence) return;
    this.#silent = -1;
    this.#tell({ type: 'input_audio_buffer.speech_stopped', item_id: this.#item(), audio_end_ms: ms });
    this.#committed();
    if (this.#detection?.answers) this.#answer();
  }

  #commit(frame: JsonObject): void {
    if (this.#uncommitted === 0 && !this.#track) return this.#error('input_audio_buffer_commit_empty', frame);
    this.#silent = -1;
    this.#nextItem();
    this.#committed();
  }

  #committed(text: string = 'What time'): void {
    const item_id = this.#item();
    this.#uncommitted = 0;
    this.#tell({ type: 'input_audio_buffer.committed', item_id });
    if (text === '') return this.#tell({ type: 'conversation.item.input_audio_transcription.failed', item_id });
    for (const delta of text.match(/ ?\S+/g) ?? []) this.#tell({ type: 'conversation.item.input_audio_transcription.delta', item_id, delta });
    this.#tell({ type: 'conversation.item.input_audio_transcription.completed', item_id, transcript: text });
  }

  #create(frame: JsonObject): void {
    if (this.#active) this.#error('conversation_already_has_active_response', frame);
    else this.#answer();
  }

  #answer(): void {
    const plan = this.plans.shift() ?? {};
    const { words = ['Half', 'past', 'ten'], hold = false, tool } = plan;
    const id = `resp_${++this.#answers}`;
    const item = `${this.#prefix}answer_${this.#answers}`;
    this.#active = { id, item, rest: [...words], said: '', plan };
    this.#tell({ type: 'response.created', response: { id } });
    this.#tell({ type: 'rate_limits.updated', rate_limits: [] });
    if (tool) {
      const call = { type: 'function_call', name: tool.name, call_id: `call_${this.#answers}`, arguments: JSON.stringify(tool.input) };
      this.#tell({ type: 'response.output_item.done', response_id: id, item: call });
      return this.#end('completed', [call]);
    }
    if (hold) this.#word();
    else this.release();
  }

  #word(): void {
    const active = this.#active!;
    const word = active.rest.shift();
    if (word === undefined) return;
    if (this.#track && active.said === '') this.#tell({ type: 'output_audio_buffer.started', response_id: active.id });
    const delta = `${active.said === '' ? '' : ' '}${word}`;
    active.said += delta;
    const of = { response_id: active.id, item_id: active.item };
    this.#tell({ type: this.#named('response.output_audio_transcript.delta'), ...of, delta });
    if (this.#track) return;
    const samples = Int16Array.from({ length: ((active.plan.wordMs ?? 20) * RATE) / 1000 }, (_, at) =>
      Math.round(8000 * Math.sin((2 * Math.PI * 440 * at) / RATE)),
    );
    this.#tell({ type: this.#named('response.output_audio.delta'), ...of, delta: bytesToBase64(pcm16Bytes(samples)) });
  }

  #end(status: string, output: readonly JsonObject[] = []): void {
    const { id, item, said, plan } = this.#active!;
    this.#active = null;
    if (said !== '') this.#tell({ type: this.#named('response.output_audio_transcript.done'), response_id: id, item_id: item, transcript: said });
    this.#tell({ type: 'response.done', response: { id, status, output } });
    if (!this.#track || said === '') return;
    this.#sounding = { id, item };
    if (!plan.sounds || status !== 'completed') this.#silence(status === 'completed' ? 'stopped' : 'cleared');
  }

  #silence(how: 'stopped' | 'cleared'): void {
    const { id } = this.#sounding!;
    this.#sounding = null;
    this.#tell({ type: `output_audio_buffer.${how}`, response_id: id });
  }

  #error(code: string, { event_id }: JsonObject): void {
    this.#tell({ type: 'error', error: { type: 'invalid_request_error', code, message: 'not like this', event_id } });
  }

  #named(type: string): string {
    return this.#beta ? type.replace('output_audio', 'audio') : type;
  }

  #item(): string {
    return `${this.#prefix}item_${this.#items}`;
  }

  #nextItem(): string {
    this.#items++;
    return this.#item();
  }
}
