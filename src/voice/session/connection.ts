import type { Answer } from './answer.ts';
import { Conversation, type ConversationOptions } from './conversation.ts';
import { notConnected, type VoiceSessionError } from './errors.ts';
import type { SessionOptions } from './options.ts';
import { PcmRate } from './pcm-rate.ts';
import type { SessionSettings } from './session-settings.ts';
import { turnDetectionOf, type TurnDetectionSettings } from './settings.ts';
import { SessionState } from './state.ts';
import type { VoiceLine } from './transport.ts';
import { LocalTurns } from './turns/local-turns.ts';

/** One connection of a session: the line to who answers, the talk over it, what finds turns here, and the microphone. */
export class Connection {
  readonly line: VoiceLine;
  readonly conversation: Conversation;
  readonly #options: SessionOptions;
  readonly #settings: SessionSettings;
  readonly #turns: LocalTurns | null;
  readonly #answers: () => boolean;
  #stopMicrophone: () => Promise<void> | void = () => undefined;
  #closed = false;

  constructor(line: VoiceLine, options: SessionOptions, settings: SessionSettings, session: Pick<ConversationOptions, 'machine' | 'emit'>) {
    const { transport, playback, onFault, speechModel, timers } = options;
    const conversation = new Conversation({
      ...session,
      line,
      lineRate: transport.sampleRate,
      sampleRate: () => settings.sampleRate,
      tools: () => settings.tools,
      pass: () => settings.pass,
      onFault,
      playback,
      timers,
    });
    const listener = {
      started: () => conversation.begin(),
      speech: (samples: Int16Array) => conversation.append(samples),
      ended: () => void conversation.commit(),
      failed: (reason: string) => onFault('the speech model failed', reason),
    };
    const detection = (): TurnDetectionSettings => settings.detection ?? turnDetectionOf()!;
    this.line = line;
    this.#answers = () => session.machine.state === SessionState.PROCESSING || session.machine.state === SessionState.SPEAKING;
    this.conversation = conversation;
    this.#options = options;
    this.#settings = settings;
    this.#turns = speechModel ? new LocalTurns(speechModel, transport.sampleRate, detection, listener) : null;
  }

  async startMicrophone(signal: AbortSignal): Promise<void> {
    const { microphone, transport } = this.#options;
    if (!microphone) return;
    let rate: PcmRate | null = null;
    const hear = (samples: Int16Array, sampleRate: number): void => {
      if (!this.#closed) this.say((rate ??= new PcmRate(sampleRate, transport.sampleRate)).push(samples));
    };
    const stop = await microphone.start(hear, signal);
    if (this.#closed) await stop();
    else this.#stopMicrophone = stop;
  }

  /** More of what the user says, its end left to who finds it. */
  say(samples: Int16Array): void {
    if (samples.length === 0 || (this.line.bargeIn === false && this.#answers())) return;
    if (this.#turns && this.#settings.detection) return this.#turns.push(samples);
    if (!this.#settings.detection) this.conversation.begin();
    this.conversation.append(samples);
  }

  /** The last of what the user says; gives the answer to it. @throws VoiceSessionError voice_session.not_connected */
  async commit(last: readonly Int16Array[], claim: boolean): Promise<Answer> {
    if (this.#turns) {
      // what was said before is perhaps not judged yet
      await this.#turns.settled();
      this.#turns.reset();
      if (this.#closed) throw notConnected();
    }
    for (const samples of last) if (samples.length > 0) this.conversation.append(samples);
    return this.conversation.commit(claim);
  }

  /** Whoever waits gets the reason at once. Resolves when all is let go; never rejects. */
  async close(reason: VoiceSessionError): Promise<void> {
    this.#closed = true;
    this.conversation.end(reason);
    const told = (what: string) => (thrown: unknown) => this.#options.onFault(what, thrown instanceof Error ? thrown.name : 'Error');
    await Promise.all([
      (async () => this.#stopMicrophone())().catch(told('the microphone was not stopped')),
      this.line.close().catch(told('the connection was not closed')),
    ]);
  }
}
