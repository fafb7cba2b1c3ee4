import { within } from '../../client/within.ts';
import { LONGEST_TIMER_MS } from '../../contract/defaults.ts';
import { uuid } from '../../contract/uuid.ts';
import { pcm16Bytes, pcm16Samples } from '../audio/pcm16.ts';
import type { Answer, AudioChunk, VoiceResponse } from './answer.ts';
import { Conversation } from './conversation.ts';
import { badOption, sessionClosed, sessionLost, VoiceSessionError } from './errors.ts';
import { eventNameOf, Handlers, type SessionEventName, type SessionHandler } from './events.ts';
import { sessionOptions, type SessionOptions, type VoiceSessionOptions } from './options.ts';
import { atRate, PcmRate } from './pcm-rate.ts';
import { sampleRateOf, turnDetectionOf, type AudioOptions, type TurnDetectionOptions, type TurnDetectionSettings } from './settings.ts';
import { SessionMachine, type SessionState } from './state.ts';
import type { TransportEvent, VoiceLine } from './transport.ts';
import { LocalTurns } from './turns/local-turns.ts';

/** What is there from `connect` to the end. */
interface Connected {
  readonly line: VoiceLine;
  readonly conversation: Conversation;
  readonly turns: LocalTurns | null;
  stopMicrophone: () => Promise<void> | void;
}

/** PCM16, mono, at the session's rate: its bytes, or its samples. */
export type SessionAudio = Uint8Array | ArrayBuffer | Int16Array;

/** How a wait ends without what was waited for. */
export interface WaitOptions {
  /** What was not taken stays for the next call. */
  readonly signal?: AbortSignal | undefined;
}

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
  #detection: TurnDetectionSettings | null;
  #sampleRate: number;
  #input: PcmRate;
  #connected: Connected | null = null;
  #connecting: { readonly promise: Promise<void>; readonly abort: AbortController } | null = null;

  #ending: Promise<void> | null = null;

  /** @throws VoiceSessionError voice_session.bad_option */
  constructor(options: VoiceSessionOptions = {}) {
    this.#options = sessionOptions(options);
    this.#handlers = new Handlers(this.#options.onFault);
    this.#machine = new SessionMachine((state, before) => this.#handlers.emit('stateChanged', state, before));
    this.#detection = turnDetectionOf({ enabled: this.#options.turnDetection });
    this.#sampleRate = this.#options.sampleRate;
    this.#input = this.#inputRate();
  }

  get state(): SessionState {
    return this.#machine.state;
  }

  get model(): string {
    return this.#options.model;
  }

  get voice(): string {
    return this.#options.voice;
  }

  get language(): string {
    return this.#options.language;
  }

  /** Hertz. */
  get sampleRate(): number {
    return this.#sampleRate;
  }

  get isConnected(): boolean {
    return this.#machine.open;
  }

  /**
   * Has a handler called; the function that it returns ends that. Names may be written as in Python (`speech_started`).
   *
   * @throws VoiceSessionError voice_session.bad_option
   */
  on<Name extends SessionEventName>(name: Name, handler: SessionHandler<Name>): () => void {
    const event = eventNameOf(name);
    if (!event)
      throw badOption('The name of an event', 'one of speechStarted, speechEnded, responseStarted, transcriptAvailable, or another that is documented');
    return this.#handlers.add(event, handler);
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
    if (this.#connecting) {
      this.#options.onFault('a second connect was skipped', 'connecting');
      await this.#connecting.promise;
      return this;
    }
    if (!this.#machine.to('connecting')) {
      this.#options.onFault('a second connect was skipped', 'connected');
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
    this.#ending ??= this.#disconnect().finally(() => (this.#ending = null));
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
    else this.#say(this.#piece(audio));
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
    const audio = pcm16Bytes(Int16Array.from(atRate(samples, this.#options.transport.sampleRate, this.#sampleRate)));
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
    this.#detection = turnDetectionOf(options);
    this.#connected?.line.turnDetection(this.#options.speechModel ? null : this.#detection);
  }

  /** How audio is given and taken, from now on. @throws VoiceSessionError voice_session.bad_option, upon which nothing changes */
  configureAudio(options: AudioOptions = {}): void {
    this.#sampleRate = sampleRateOf(options);
    this.#input = this.#inputRate();
  }

  async #disconnect(): Promise<void> {
    this.#connecting?.abort.abort(sessionClosed());
    await this.#connecting?.promise.catch(() => undefined);
    await this.#end(null);
    this.#machine.to('disconnected');
  }

  #inputRate(): PcmRate {
    return new PcmRate(this.#sampleRate, this.#options.transport.sampleRate);
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { transport, connectTimeoutMs, timers, agent, model, voice, language, speechModel } = this.#options;
    const early: TransportEvent[] = [];
    const arrived: VoiceLine[] = [];
    let take = (event: TransportEvent): unknown => early.push(event);
    try {
      const config = {
        model,
        voice,
        language,
        instructions: agent?.instructions ?? null,
        tools: agent?.tools ?? [],
        turnDetection: speechModel ? null : this.#detection,
      };
      const late = (): Error => new VoiceSessionError('voice_session.timeout', `No connection within ${connectTimeoutMs} ms. Try again.`);
      const open = async (limit: AbortSignal): Promise<VoiceLine> => {
        const line = await transport.open(config, (event) => take(event), limit);
        arrived.push(line);
        // nobody waits for it any more
        if (limit.aborted) await line.close();
        return line;
      };
      const line = await within(connectTimeoutMs, open, { signal, timers, late });
      const connected = this.#connect(line);
      this.#connected = connected;
      this.#machine.to('connected');
      take = (event) => this.#take(connected, event);
      for (const event of early) take(event);
      if (this.#connected !== connected) throw sessionLost();
      await this.#startMicrophone(connected, signal);
    } catch (thrown) {
      await Promise.all(arrived.map((line) => line.close()));
      await this.#end(thrown instanceof VoiceSessionError ? thrown : sessionClosed());
      this.#machine.to('disconnected');
      throw thrown;
    }
  }

  #connect(line: VoiceLine): Connected {
    const { transport, agent, playback, onFault, speechModel } = this.#options;
    const conversation = new Conversation({
      line,
      lineRate: transport.sampleRate,
      sampleRate: () => this.#sampleRate,
      machine: this.#machine,
      emit: (name, ...given) => this.#handlers.emit(name, ...given),
      onFault,
      tools: agent?.tools ?? [],
      playback,
    });
    const listener = {
      started: () => conversation.begin(),
      speech: (samples: Int16Array) => conversation.append(samples),
      ended: () => void conversation.commit(),
      failed: (reason: string) => onFault('the speech model failed', reason),
    };
    const settings = (): TurnDetectionSettings => this.#detection ?? turnDetectionOf()!;
    const turns = speechModel ? new LocalTurns(speechModel, transport.sampleRate, settings, listener) : null;
    return { line, conversation, turns, stopMicrophone: () => undefined };
  }

  async #startMicrophone(connected: Connected, signal: AbortSignal): Promise<void> {
    const { microphone, transport } = this.#options;
    if (!microphone) return;
    let rate: PcmRate | null = null;
    const hear = (samples: Int16Array, sampleRate: number): void => {
      if (this.#connected === connected) this.#say((rate ??= new PcmRate(sampleRate, transport.sampleRate)).push(samples));
    };
    connected.stopMicrophone = await microphone.start(hear, signal);
    if (this.#connected !== connected) await connected.stopMicrophone();
  }

  #take(connected: Connected, event: TransportEvent): void {
    if (this.#connected !== connected) return;
    if (event.type === 'lost') void this.#end(sessionLost(event.cause));
    else connected.conversation.event(event);
  }

  /** The connection, or the error that there is none. */
  #live(): Connected {
    if (this.#connected) return this.#connected;
    const message = this.#connecting ? 'The session is still connecting: await connect().' : 'The session is not connected: await connect() first.';
    throw new VoiceSessionError('voice_session.not_connected', message);
  }

  #piece(audio: SessionAudio): Int16Array {
    this.#live();
    return this.#input.push(samplesOf(audio));
  }

  /** The last of what the user says; gives the answer to it. */
  async #commit(audio: SessionAudio, claim: boolean): Promise<Answer> {
    const { conversation, turns } = this.#live();
    const last = [this.#piece(audio), this.#input.end()];
    if (turns) {
      // what was said before is perhaps not judged yet
      await turns.settled();
      turns.reset();
      this.#live();
    }
    for (const samples of last) if (samples.length > 0) conversation.append(samples);
    return conversation.commit(claim);
  }

  /** More of what the user says, its end left to who finds it. */
  #say(samples: Int16Array): void {
    const { conversation, turns } = this.#live();
    if (samples.length === 0) return;
    if (turns && this.#detection) return turns.push(samples);
    if (!this.#detection) conversation.begin();
    conversation.append(samples);
  }

  /** @param reason null when it was asked for */
  async #end(reason: VoiceSessionError | null): Promise<void> {
    const connected = this.#connected;
    if (!connected) return;
    this.#connected = null;
    connected.conversation.end(reason ?? sessionClosed());
    this.#machine.to('disconnected');
    this.#handlers.emit('disconnected', reason);
    const told = (what: string) => (thrown: unknown) => this.#options.onFault(what, thrown instanceof Error ? thrown.name : 'Error');
    await Promise.all([
      (async () => connected.stopMicrophone())().catch(told('the microphone was not stopped')),
      connected.line.close().catch(told('the connection was not closed')),
    ]);
  }
}

/** @throws VoiceSessionError voice_session.bad_audio */
function samplesOf(audio: SessionAudio): Int16Array {
  if (audio instanceof Int16Array) return Int16Array.from(audio);
  const bytes = audio instanceof ArrayBuffer ? new Uint8Array(audio) : audio;
  if (!(bytes instanceof Uint8Array)) throw new VoiceSessionError('voice_session.bad_audio', 'audio has to be bytes or samples of PCM16. Nothing was sent.');
  try {
    return pcm16Samples(bytes);
  } catch (cause) {
    throw new VoiceSessionError('voice_session.bad_audio', 'PCM16 has two bytes a sample, and this has an odd number of bytes. Nothing was sent.', { cause });
  }
}
