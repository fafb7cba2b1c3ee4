/// <reference lib="esnext.disposable" preserve="true" />
import { within } from '../../client/within.ts';
import { LONGEST_TIMER_MS } from '../../contract/defaults.ts';
import { uuid } from '../../contract/uuid.ts';
import { pcm16Bytes } from '../audio/pcm16.ts';
import type { PassAnswer } from './answer-gate.ts';
import type { Answer, AudioChunk, VoiceResponse } from './answer.ts';
import { Connection } from './connection.ts';
import type { Conversation } from './conversation.ts';
import { badOption, notConnected, sessionClosed, sessionLost, VoiceSessionError } from './errors.ts';
import { Handlers, type SessionEventName, type SessionHandler } from './events.ts';
import { openLine } from './open-line.ts';
import { sessionOptions, type SessionOptions, type VoiceSessionOptions } from './options.ts';
import { atRate } from './pcm-rate.ts';
import { InputAudio, type SessionAudio } from './session-audio.ts';
import { SessionSettings, tellChanges } from './session-settings.ts';
import { sampleRateOf, turnDetectionOf, type AudioOptions, type TurnDetectionOptions } from './settings.ts';
import { SessionMachine, type SessionState } from './state.ts';
import type { VoiceTool } from './tools.ts';
import type { TransportEvent } from './transport.ts';
import type { WaitOptions } from './wait-options.ts';

/**
 * A spoken conversation with a model: audio in, audio out, either side interrupting the other.
 *
 * Audio is PCM16, mono, 24 kHz unless `configureAudio` says otherwise. Whoever answers is reached over a `transport`.
 *
 * @example
 * ```ts
 * const session = new VoiceSession({ transport: openaiWebSocket({ getToken }) });
 * session.on('transcript_available', (text, { role }) => show(role, text));
 * await using voice = await session.connect();
 * await voice.sendAudio(question);
 * for await (const chunk of voice.streamReceive()) play(chunk.data);
 * ```
 */
export class VoiceSession implements AsyncDisposable {
  /** Unique, and the same after a reconnect. */
  readonly sessionId: string = uuid();
  readonly #options: SessionOptions;
  readonly #handlers: Handlers;
  readonly #machine: SessionMachine;
  /** Which turns the user's audio belongs to that `listen` gave. */
  readonly #turnOf = new WeakMap<Uint8Array, { readonly conversation: Conversation; readonly turn: number }>();
  readonly #settings: SessionSettings;
  readonly #input: InputAudio;
  #connection: Connection | null = null;
  #connecting: { readonly promise: Promise<void>; readonly abort: AbortController } | null = null;
  #ending: Promise<void> | null = null;

  /** @throws VoiceSessionError voice_session.bad_option */
  constructor(options: VoiceSessionOptions = {}) {
    this.#options = sessionOptions(options);
    this.#handlers = new Handlers(this.#options.onFault);
    this.#machine = new SessionMachine((state, before) => this.#handlers.emit('stateChanged', state, before));
    this.#settings = new SessionSettings(this.#options);
    this.#input = new InputAudio(this.#options.sampleRate, this.#options.transport.sampleRate);
  }

  /** Where the conversation stands. */
  get state(): SessionState {
    return this.#machine.state;
  }

  /** The model that answers. */
  get model(): string {
    return this.#options.model;
  }

  /** The voice that it speaks with. */
  get voice(): string {
    return this.#options.voice;
  }

  /** The language that is spoken, such as `en`. */
  get language(): string {
    return this.#options.language;
  }

  /** Hertz. */
  get sampleRate(): number {
    return this.#settings.sampleRate;
  }

  /** Whether the line is open. */
  get isConnected(): boolean {
    return this.#machine.open;
  }

  /** The words of the answer that were heard up to now, as `answerHeard` would tell them. Empty while none is given. */
  get heard(): string {
    return this.#connection?.conversation.heard.now ?? '';
  }

  /**
   * Has a handler called; the function that it returns ends that. Names may be written as in Python (`speech_started`).
   *
   * @throws VoiceSessionError voice_session.bad_option
   */
  on<Name extends SessionEventName>(name: Name, handler: SessionHandler<Name>): () => void {
    return this.#handlers.add(name, handler);
  }

  /**
   * Connects, and resolves with this session, which disconnects when it is disposed of. Again while it is connected, or
   * connecting: nothing more happens. After `disconnect` or a loss it connects anew.
   *
   * @throws VoiceSessionError voice_session.refused, .timeout, .no_token, .closed, .not_possible_here or .bad_option
   */
  async connect({ signal }: WaitOptions = {}): Promise<this> {
    while (this.#ending) await this.#ending;
    signal?.throwIfAborted();
    if (this.#connecting || !this.#machine.to('connecting')) {
      this.#options.onFault('a second connect was skipped', this.#connecting ? 'connecting' : 'connected');
      await this.#connecting?.promise;
      return this;
    }
    const abort = new AbortController();
    const giveUp = (): void => abort.abort(signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    const promise = this.#open(abort.signal).finally(() => {
      this.#connecting = null;
      signal?.removeEventListener('abort', giveUp);
    });
    this.#connecting = { promise, abort };
    await promise;
    return this;
  }

  /** Ends the session, also one that connects. Resolves when all is let go. Idempotent, and never rejects. */
  async disconnect(): Promise<void> {
    const end = async (): Promise<void> => {
      this.#connecting?.abort.abort(sessionClosed());
      await this.#connecting?.promise.catch(() => undefined);
      await this.#end(null);
      this.#machine.to('disconnected');
    };
    this.#ending ??= end().finally(() => (this.#ending = null));
    await this.#ending;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect();
  }

  /**
   * Says something. With `commit`, which is the default, the user has finished and an answer is asked for; an answer that is
   * being given then ends. Without it turn detection ends the turn or, where that is off, the call that commits.
   *
   * @throws VoiceSessionError voice_session.not_connected, or .bad_audio, upon which nothing was sent
   */
  async sendAudio(audio: SessionAudio, { commit = true }: { readonly commit?: boolean | undefined } = {}): Promise<void> {
    if (commit) await this.#commit(audio, false);
    else this.#live().say(this.#input.push(audio));
  }

  /**
   * The next answer, whole: the one that is coming in or was not taken yet, else the one to come.
   *
   * @throws VoiceSessionError voice_session.not_connected, .closed, .lost or .answer_failed; the reason of `signal`
   */
  async receive({ signal }: WaitOptions = {}): Promise<VoiceResponse> {
    return (await this.#live().conversation.answers.take(0, signal)).whole(signal);
  }

  /** The next answer as it comes in, as {@link receive} does. Ends with the answer, also with one that is interrupted. */
  async *streamReceive({ signal }: WaitOptions = {}): AsyncGenerator<AudioChunk, void, undefined> {
    yield* (await this.#live().conversation.answers.take(0, signal)).chunks(signal);
  }

  /**
   * What the user says next, from the beginning of the speech (with what turn detection puts before it) to its end. It is
   * heard by the microphone or by `sendAudio`, and was sent already: {@link respond} gives the answer to it.
   *
   * @param options `timeout` is in **seconds**; 0, the default: for ever
   * @throws VoiceSessionError voice_session.timeout, .not_connected, .closed, .lost or .bad_option; the reason of `signal`
   */
  async listen({ timeout = 0, signal }: WaitOptions & { readonly timeout?: number | undefined } = {}): Promise<Uint8Array<ArrayBuffer>> {
    if (!(timeout >= 0)) throw badOption('timeout', 'a number of seconds, 0 or more');
    const { conversation } = this.#live();
    const { samples, turn } = await within(timeout > 0 ? timeout * 1000 : LONGEST_TIMER_MS, (limit) => conversation.nextTurn(limit), {
      signal,
      timers: this.#options.timers,
      late: () => new VoiceSessionError('voice_session.timeout', `Nobody finished speaking within ${timeout} s. The session is still connected.`),
    });
    const audio = pcm16Bytes(Int16Array.from(atRate(samples, this.#options.transport.sampleRate, this.#settings.sampleRate)));
    this.#turnOf.set(audio, { conversation, turn });
    return audio;
  }

  /** Says something and gives the answer to it. What {@link listen} gave was said already and is not sent again. @throws as `sendAudio` and `receive` */
  async respond(audio: SessionAudio, { signal }: WaitOptions = {}): Promise<VoiceResponse> {
    const { conversation } = this.#live();
    const said = audio instanceof Uint8Array ? this.#turnOf.get(audio) : undefined;
    if (said?.conversation === conversation) return (await conversation.answers.take(said.turn, signal)).whole(signal);
    return (await this.#commit(audio, true)).whole(signal);
  }

  /** Ends the answer that is awaited, coming in or being played. Where there is none, nothing happens. @throws VoiceSessionError voice_session.not_connected */
  async interrupt(): Promise<void> {
    this.#live().conversation.interrupt();
  }

  /** How the end of a turn is found, from now on. @throws VoiceSessionError voice_session.bad_option, upon which nothing changes */
  configureTurnDetection(options: TurnDetectionOptions = {}): void {
    const detection = turnDetectionOf(options);
    this.#change((settings) => (settings.detection = detection));
  }

  /** How audio is given and taken, from now on. @throws VoiceSessionError voice_session.bad_option, upon which nothing changes */
  configureAudio(options: AudioOptions = {}): void {
    this.#settings.sampleRate = sampleRateOf(options);
    this.#input.configure(this.#settings.sampleRate);
  }

  /** A tool beside those of the agent, until the function that it returns is called. It stands in for one of the same name. */
  addTool(tool: VoiceTool): () => void {
    this.#change((settings) => settings.addTool(tool));
    return () => this.#change((settings) => settings.removeTool(tool));
  }

  /**
   * Puts a text before the model, silently: the user neither hears nor sees it, and no answer is asked for. What was put there
   * before is taken away. It is gone with the connection.
   *
   * @throws VoiceSessionError voice_session.not_connected
   */
  setContext(text: string): void {
    this.#live().line.context(text);
  }

  /**
   * Has each answer wait until `pass` was told what the user said and resolves, until the function that it returns is called.
   * No answer waits for more than 4 s, nor for one that fails. Answers that `pass` has let by already go on.
   *
   * @throws VoiceSessionError voice_session.bad_option when something else holds answers back already
   */
  holdAnswers(pass: PassAnswer): () => void {
    if (this.#settings.pass) throw badOption('pass', 'the only one: let go of what holds answers back already');
    this.#change((settings) => (settings.pass = pass));
    return () => {
      if (this.#settings.pass !== pass) return;
      this.#change((settings) => (settings.pass = null));
      this.#connection?.conversation.release();
    };
  }

  #change(change: (settings: SessionSettings) => void): void {
    const before = this.#settings.told();
    change(this.#settings);
    if (this.#connection) tellChanges(this.#connection.line, before, this.#settings.told());
  }

  async #open(signal: AbortSignal): Promise<void> {
    try {
      const told = this.#settings.told();
      const { line, listen } = await openLine(this.#options, told, signal);
      const connection = new Connection(line, this.#options, this.#settings, {
        machine: this.#machine,
        emit: (name, ...given) => this.#handlers.emit(name, ...given),
      });
      this.#connection = connection;
      this.#machine.to('connected');
      // what was changed meanwhile
      tellChanges(line, told, this.#settings.told());
      listen((event) => this.#take(connection, event));
      if (this.#connection !== connection) throw sessionLost();
      await connection.startMicrophone(signal);
    } catch (thrown) {
      await this.#end(thrown instanceof VoiceSessionError ? thrown : sessionClosed());
      this.#machine.to('disconnected');
      throw thrown;
    }
  }

  #take(connection: Connection, event: TransportEvent): void {
    if (this.#connection !== connection) return;
    if (event.type === 'lost') void this.#end(sessionLost(event.cause));
    else connection.conversation.event(event);
  }

  /** The connection, or the error that there is none. */
  #live(): Connection {
    if (!this.#connection) throw notConnected(this.#connecting !== null);
    return this.#connection;
  }

  /** The last of what the user says; gives the answer to it. */
  async #commit(audio: SessionAudio, claim: boolean): Promise<Answer> {
    return this.#live().commit([this.#input.push(audio), this.#input.end()], claim);
  }

  /** @param reason null when it was asked for */
  async #end(reason: VoiceSessionError | null): Promise<void> {
    const connection = this.#connection;
    if (!connection) return;
    this.#connection = null;
    const closed = connection.close(reason ?? sessionClosed());
    this.#machine.to('disconnected');
    this.#handlers.emit('disconnected', reason);
    await closed;
  }
}
