import { field, isObject, type JsonObject } from '../../../client/json.ts';
import { base64ToBytes, bytesToBase64 } from '../../audio/base64.ts';
import { pcm16Bytes, pcm16Samples } from '../../audio/pcm16.ts';
import { VoiceSessionError } from '../errors.ts';
import type { TurnDetectionSettings } from '../settings.ts';
import type { VoiceTool } from '../tools.ts';
import type { TransportConfig, TransportEvent, VoiceLine } from '../transport.ts';
import { describeSession, describeTools, describeTurnDetection } from './describe.ts';
import { GrowingTexts } from './growing-texts.ts';
import { Responses } from './responses.ts';
import type { Dialect, Wire, WireListener } from './wire.ts';

/** Samples in one event: a minute and less, far below what a service takes. */
const APPEND_SAMPLES = 1 << 20;
/** What both sides may say of a race that nobody lost. */
const HARMLESS: ReadonlySet<string> = new Set(['response_cancel_not_active', 'conversation_already_has_active_response', 'input_audio_buffer_commit_empty']);
/** Of what is not looked at here, families that are known. */
const KNOWN = /^(session|conversation|input_audio_buffer|output_audio_buffer|response|rate_limits|mcp_list_tools|transcription_session)\./;

type OfResponse = Extract<TransportEvent, { readonly responseId: string }>;

/** A text, or none. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** OpenAI's realtime protocol, today's names and those before, as the events of a session. */
export class RealtimeLine implements VoiceLine, WireListener {
  readonly #dialect: Dialect;
  readonly #rate: number;
  readonly #onEvent: (event: TransportEvent) => void;
  readonly #unknown = new Set<string>();
  readonly #responses: Responses = new Responses((event) => this.#send(event));
  /** Of the user, and of the response under way. */
  readonly #userTexts = new GrowingTexts();
  readonly #texts = new GrowingTexts();
  readonly #called = new Set<string>();
  #detection: TurnDetectionSettings | null = null;
  /** Undefined: nothing was ever said of it. */
  #held: boolean | undefined;
  /** The items that were put before the model, counted: the last of them is there. */
  #contexts = 0;
  #wire: Wire | null = null;
  #closed = false;
  /** The response that is heard, where sound goes a way of its own; and whether nothing else of it is to come. */
  #heard: string | null = null;
  #doneFirst: OfResponse | null = null;
  #created!: () => void;
  #failed!: (reason: Error) => void;
  readonly #ready = new Promise<void>((resolve, reject) => {
    this.#created = resolve;
    this.#failed = reject;
  });

  constructor(dialect: Dialect, rate: number, onEvent: (event: TransportEvent) => void) {
    this.#dialect = dialect;
    this.#rate = rate;
    this.#onEvent = onEvent;
    this.#ready.catch(() => undefined);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Resolves when the other side knows what this session is like. @throws VoiceSessionError voice_session.refused */
  async begin(wire: Wire, config: TransportConfig): Promise<void> {
    this.#wire = wire;
    this.#detection = config.turnDetection;
    this.#held = config.held || undefined;
    await this.#ready;
    this.#send({ type: 'session.update', session: describeSession(config, this.#dialect, this.#rate) });
  }

  append(samples: Int16Array): void {
    const sound = this.#wire?.sound;
    if (sound?.say) return sound.say(samples);
    for (let at = 0; at < samples.length; at += APPEND_SAMPLES) {
      this.#send({ type: 'input_audio_buffer.append', audio: bytesToBase64(pcm16Bytes(samples.subarray(at, at + APPEND_SAMPLES))) });
    }
  }

  commit(): void {
    this.#send({ type: 'input_audio_buffer.commit' });
    this.#responses.turnOver();
    if (!this.#held) this.ask();
  }

  ask(): void {
    this.#responses.ask();
  }

  cancel(): void {
    this.#responses.cancel();
    if (this.#wire?.sound) this.#send({ type: 'output_audio_buffer.clear' });
  }

  truncate(itemId: string, heardMs: number): void {
    this.#send({ type: 'conversation.item.truncate', item_id: itemId, content_index: 0, audio_end_ms: heardMs });
  }

  toolOutput(callId: string, output: string): void {
    this.#send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: callId, output } });
  }

  turnDetection(settings: TurnDetectionSettings | null): void {
    this.#detection = settings;
    this.#send({ type: 'session.update', session: describeTurnDetection(settings, this.#held, this.#dialect) });
  }

  hold(held: boolean): void {
    this.#held = held;
    // without detection the other side answers nothing by itself
    if (this.#detection) this.turnDetection(this.#detection);
  }

  context(text: string): void {
    if (this.#contexts > 0) this.#send({ type: 'conversation.item.delete', item_id: `context_${this.#contexts}` });
    const item = { id: `context_${++this.#contexts}`, type: 'message', role: 'system', content: [{ type: 'input_text', text }] };
    this.#send({ type: 'conversation.item.create', item });
  }

  tools(tools: readonly VoiceTool[]): void {
    this.#send({ type: 'session.update', session: describeTools(tools, this.#dialect) });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#wire?.close();
  }

  message(value: unknown): void {
    if (this.#closed) return;
    if (!isObject(value) || typeof value['type'] !== 'string') return this.unreadable('no event');
    this.#take(value['type'], value);
  }

  unreadable(reason: string): void {
    this.#onEvent({ type: 'fault', what: 'a message was skipped', reason });
  }

  lost(cause: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failed(refused(cause));
    this.#onEvent({ type: 'lost', cause });
  }

  userAudio(samples: Int16Array): void {
    this.#onEvent({ type: 'userAudio', samples });
  }

  answerAudio(samples: Int16Array): void {
    if (this.#heard !== null) this.#answer({ type: 'audio', responseId: this.#heard, itemId: this.#heard, samples, live: true });
  }

  #take(type: string, event: JsonObject): void {
    const itemId = textOf(event['item_id']);
    const responseId = textOf(event['response_id']) || textOf(field(event['response'], 'id'));
    switch (type) {
      case 'session.created':
        return this.#created();
      case 'input_audio_buffer.speech_started':
        return this.#onEvent({ type: 'speechStarted', atMs: this.#place(event['audio_start_ms']) });
      case 'input_audio_buffer.speech_stopped':
        this.#responses.turnOver();
        return this.#onEvent({ type: 'speechEnded', atMs: this.#place(event['audio_end_ms']) });
      case 'conversation.item.input_audio_transcription.delta':
        return this.#onEvent({ type: 'transcript', role: 'user', itemId, text: this.#userTexts.add(itemId, textOf(event['delta'])), final: false });
      case 'conversation.item.input_audio_transcription.completed':
        this.#userTexts.end(itemId);
        return this.#onEvent({ type: 'transcript', role: 'user', itemId, text: textOf(event['transcript']), final: true });
      case 'conversation.item.input_audio_transcription.failed':
        this.#userTexts.end(itemId);
        return this.#onEvent({ type: 'untranscribed' });
      case 'conversation.item.truncated':
        return this.#onEvent({ type: 'truncated', itemId, heardMs: numberOf(event['audio_end_ms']) ?? 0 });
      case 'response.created':
        if (this.#responses.begun(responseId)) this.#onEvent({ type: 'responseStarted', responseId });
        return;
      case 'response.output_audio_transcript.delta':
      case 'response.audio_transcript.delta':
      case 'response.output_text.delta':
      case 'response.text.delta':
        return this.#answer({ type: 'transcript', role: 'assistant', responseId, itemId, text: this.#texts.add(itemId, textOf(event['delta'])), final: false });
      case 'response.output_audio_transcript.done':
      case 'response.audio_transcript.done':
      case 'response.output_text.done':
      case 'response.text.done':
        this.#texts.end(itemId);
        return this.#answer({
          type: 'transcript',
          role: 'assistant',
          responseId,
          itemId,
          text: textOf(event['transcript']) || textOf(event['text']),
          final: true,
        });
      case 'response.output_audio.delta':
      case 'response.audio.delta':
        return this.#sound(responseId, itemId, event['delta']);
      case 'response.output_item.done':
        return this.#item(responseId, event['item']);
      case 'output_audio_buffer.started':
        this.#heard = responseId;
        // the first sound, also where its samples cannot be had
        return this.answerAudio(new Int16Array());
      case 'output_audio_buffer.stopped':
      case 'output_audio_buffer.cleared':
        return this.#silent();
      case 'response.done':
        return this.#done(responseId, event['response']);
      case 'error':
        return this.#error(event['error']);
      default:
        return this.#other(type);
    }
  }

  /** Where in the audio; where sound goes a way of its own, its place there is not this side's. */
  #place(value: unknown): number | null {
    return this.#wire?.sound ? null : numberOf(value);
  }

  /** Told unless it is of a response that nobody wants. */
  #answer(event: OfResponse): void {
    if (this.#responses.wanted(event.responseId)) this.#onEvent(event);
  }

  #sound(responseId: string, itemId: string, delta: unknown): void {
    try {
      this.#answer({ type: 'audio', responseId, itemId, samples: pcm16Samples(base64ToBytes(textOf(delta))) });
    } catch {
      this.#onEvent({ type: 'fault', what: 'a piece of an answer was skipped', reason: 'no PCM16' });
    }
  }

  #item(responseId: string, item: unknown): void {
    if (!isObject(item) || item['type'] !== 'function_call') return;
    const callId = textOf(item['call_id']);
    if (callId === '' || this.#called.has(callId)) return;
    this.#called.add(callId);
    this.#answer({ type: 'toolCall', responseId, callId, name: textOf(item['name']), input: textOf(item['arguments']) });
  }

  #done(responseId: string, response: unknown): void {
    const output = field(response, 'output');
    if (Array.isArray(output)) for (const item of output) this.#item(responseId, item);
    const done: OfResponse = { type: 'responseDone', responseId, failed: field(response, 'status') === 'failed' };
    if (this.#responses.over(responseId)) {
      this.#called.clear();
      this.#texts.clear();
    }
    if (this.#heard === responseId) this.#doneFirst = done;
    else this.#answer(done);
    this.#responses.askWhatIsOwed();
  }

  /** The answer is heard to its end. */
  #silent(): void {
    const done = this.#doneFirst;
    this.#heard = null;
    this.#doneFirst = null;
    if (done) this.#answer(done);
  }

  #error(error: unknown): void {
    const code = textOf(field(error, 'code')) || textOf(field(error, 'type')) || 'error';
    this.#failed(refused());
    const ofAsk = this.#responses.error(code, field(error, 'event_id'));
    if (HARMLESS.has(code)) return;
    this.#onEvent(ofAsk ? { type: 'answerFailed', code: nameOf(code) } : { type: 'fault', what: 'the other side reports an error', reason: nameOf(code) });
  }

  #other(type: string): void {
    if (KNOWN.test(type) || this.#unknown.has(type) || this.#unknown.size > 32) return;
    this.#unknown.add(type);
    this.#onEvent({ type: 'fault', what: 'an unknown event was skipped', reason: nameOf(type) });
  }

  #send(event: JsonObject): void {
    if (this.#closed) return;
    try {
      this.#wire?.send(event);
    } catch {
      // it is closing: `lost` follows
    }
  }
}

/** What the other side calls something, as far as it looks like a name: it may hold anything. */
const nameOf = (text: string): string => (/^[\w.-]{1,64}$/.test(text) ? text : 'without a name');

function refused(cause?: unknown): VoiceSessionError {
  const message = 'The other side refused the session. Check credential, model, voice and rights.';
  return new VoiceSessionError('voice_session.refused', message, cause === undefined ? undefined : { cause });
}
