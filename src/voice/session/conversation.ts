import type { Timers } from '../../client/timers.ts';
import type { OnFault } from '../memory/faults.ts';
import { AnswerGate, type PassAnswer } from './answer-gate.ts';
import { AnswerSound } from './answer-sound.ts';
import { Answer } from './answer.ts';
import { Answers } from './answers.ts';
import { VoiceSessionError } from './errors.ts';
import type { SessionEvents } from './events.ts';
import { HeardAnswers } from './heard-answers.ts';
import { Newest } from './newest.ts';
import type { Playback } from './playback.ts';
import type { SessionMachine } from './state.ts';
import { ToolCalls } from './tool-calls.ts';
import type { VoiceTool } from './tools.ts';
import type { TransportEvent, VoiceLine } from './transport.ts';
import { UserTurns, type UserTurn } from './user-turns.ts';

export interface ConversationOptions {
  readonly line: VoiceLine;
  /** Hertz of the line. */
  readonly lineRate: number;
  /** Hertz of answers. */
  readonly sampleRate: () => number;
  readonly machine: SessionMachine;
  readonly emit: <Name extends keyof SessionEvents>(name: Name, ...given: SessionEvents[Name]) => void;
  readonly onFault: OnFault;
  readonly tools: () => readonly VoiceTool[];
  /** What answers wait for; null: nothing. */
  readonly pass: () => PassAnswer | null;
  readonly playback: Playback | null;
  readonly timers: Timers;
}

/** Responses that are over and may still be told of: the newest. */
const OVER_KEPT = 64;

/** One connection's talk: what either side says, as states, events and answers. */
export class Conversation {
  readonly answers: Answers = new Answers();
  readonly heard: HeardAnswers;
  readonly #options: ConversationOptions;
  readonly #user: UserTurns;
  readonly #gate: AnswerGate;
  readonly #over = new Newest(OVER_KEPT);
  #answer: Answer | null = null;
  #sound: AnswerSound | null = null;
  #calls: ToolCalls = new ToolCalls();
  #turn = 0;
  #ended = false;

  constructor(options: ConversationOptions) {
    const { line, lineRate, pass, playback, timers, emit } = options;
    this.#options = options;
    this.#user = new UserTurns(lineRate);
    this.#gate = new AnswerGate({ pass, ask: () => line.ask(), timers });
    this.heard = new HeardAnswers({ playback, timers, tell: (text, interrupted) => emit('answerHeard', text, { interrupted }) });
  }

  /** Says more, at the rate of the line. */
  append(samples: Int16Array): void {
    this.#user.add(samples);
    this.#options.line.append(samples);
  }

  /** The user begins to speak, as who calls this knows better than the other side. */
  begin(): void {
    if (this.#user.speech !== 'now') this.#userStarted(this.#user.lengthMs, true);
  }

  /** The user has finished; gives the answer to it. `claim` keeps it from others who wait for an answer. */
  commit(claim: boolean = false): Answer {
    this.begin();
    this.#user.commit();
    const answer = this.#expect(claim);
    this.#tellTurn(this.#user.lengthMs);
    this.#options.line.commit();
    return answer;
  }

  /** Ends the answer that is awaited, coming in or being played; nothing where there is none. */
  interrupt(): void {
    if (this.#stop(true)) this.#rest();
  }

  /** An answer that is held back is so no longer. */
  release(): void {
    this.#gate.open();
  }

  /** The user's next turn, when it is over. */
  async nextTurn(signal: AbortSignal): Promise<UserTurn> {
    const { machine } = this.#options;
    const next = this.#user.next(signal);
    if (machine.state === 'connected') machine.to('listening');
    try {
      return await next;
    } finally {
      // nobody spoke
      if (!this.#user.listened && this.#user.speech !== 'now' && machine.state === 'listening') machine.to('connected');
    }
  }

  event(event: TransportEvent): void {
    if (this.#ended) return;
    switch (event.type) {
      case 'speechStarted':
        return this.#userStarted(event.atMs, false);
      case 'speechEnded':
        return this.#userEnded(event.atMs);
      case 'userAudio':
        return this.#user.add(event.samples);
      case 'untranscribed':
        return void this.#gate.words('');
      case 'transcript':
        return event.role === 'user' ? this.#userWords(event) : this.#answerWords(event);
      case 'responseStarted':
        return void this.#begins(event.responseId);
      case 'audio':
        return this.#hears(event);
      case 'spoken':
        return this.#over.has(event.responseId) ? undefined : this.heard.spoken(event.itemId, event.chars);
      case 'truncated':
        return this.heard.truncated(event.itemId, event.heardMs);
      case 'toolCall':
        return void this.#call(event);
      case 'responseDone':
        return this.#done(event.responseId, event.failed);
      case 'answerFailed':
        return this.#failed(event.code);
      case 'fault':
        return this.#options.onFault(event.what, event.reason);
      case 'lost':
    }
  }

  /** Whoever waits gets the reason; nothing that comes later counts. */
  end(reason: VoiceSessionError): void {
    this.#ended = true;
    this.#gate.drop();
    this.#calls.abort();
    this.heard.stop(this.#options.playback?.clear() ?? []);
    this.heard.settle();
    this.#answer?.fail(reason);
    this.answers.end(reason);
    this.#user.close(reason);
  }

  #userStarted(atMs: number | null, cancel: boolean): void {
    if (this.#user.speech === 'now') return this.#skipped('speechStarted');
    if (!this.#user.begin(atMs)) return;
    this.#options.emit('speechStarted');
    this.#stop(cancel);
    this.#options.machine.to('listening');
  }

  #userEnded(atMs: number | null): void {
    if (this.#user.speech === 'no') return this.#skipped('speechEnded');
    if (!this.#user.end()) return;
    // not where an answer came before the turn's end
    if (this.#options.machine.state === 'listening') this.#expect(false);
    this.#tellTurn(atMs ?? this.#user.lengthMs);
  }

  #tellTurn(toMs: number): void {
    this.#options.emit('speechEnded');
    this.#user.tell(this.#turn, toMs);
  }

  #userWords({ itemId, text, final }: Extract<TransportEvent, { type: 'transcript' }>): void {
    // what is told of the answer that this cut belongs before it
    if (final) this.heard.settleCut();
    this.#options.emit(final ? 'transcriptAvailable' : 'transcriptPartial', text, { role: 'user', itemId });
    if (final) void this.#gate.words(text);
  }

  /** An answer to the user's turn is awaited. */
  #expect(claim: boolean): Answer {
    this.#turn++;
    const answer = this.#newAnswer(claim);
    this.#gate.hold();
    this.#options.machine.to('processing');
    return answer;
  }

  #newAnswer(claim: boolean): Answer {
    this.#answer?.end(true);
    this.heard.settle();
    const { lineRate, playback } = this.#options;
    const sampleRate = this.#options.sampleRate();
    this.#answer = new Answer(this.#turn, sampleRate);
    this.#sound = new AnswerSound(this.#answer, lineRate, sampleRate, playback);
    this.#calls = new ToolCalls();
    if (!claim) this.answers.add(this.#answer);
    return this.#answer;
  }

  #begins(responseId: string): Answer | null {
    if (this.#over.has(responseId)) return null;
    if (this.#answer?.responseId === responseId && !this.#answer.over) return this.#answer;
    const answer = this.#answer && !this.#answer.over ? this.#answer : this.#newAnswer(false);
    const first = answer.responseId === null;
    if (answer.responseId !== null) this.#over.add(answer.responseId);
    answer.responseId = responseId;
    this.#gate.drop();
    this.#calls.nextResponse();
    this.#options.machine.to('processing');
    if (first) this.#options.emit('responseStarted');
    return answer;
  }

  #hears({ responseId, itemId, samples, live }: Extract<TransportEvent, { type: 'audio' }>): void {
    const { machine, lineRate } = this.#options;
    if (this.#answer?.responseId !== responseId && !this.#over.has(responseId)) this.#skipped('audio before its response');
    const answer = this.#begins(responseId);
    if (!answer) return;
    if (machine.state !== 'speaking') machine.to('processing');
    machine.to('speaking');
    if (live) this.heard.started(responseId);
    else this.heard.sound(itemId, (samples.length * 1000) / lineRate);
    this.#sound!.add(itemId, samples);
  }

  #answerWords({ responseId, itemId, text, final }: Extract<TransportEvent, { type: 'transcript'; role: 'assistant' }>): void {
    const answer = this.#answer;
    if (answer?.responseId === responseId) {
      answer.text(itemId, text);
      if (!answer.over) this.heard.words(itemId, text);
      // the words of an answer that was cut are still told, once
    } else if (!final) return;
    this.#options.emit(final ? 'transcriptAvailable' : 'transcriptPartial', text, { role: 'assistant', itemId });
  }

  async #call({ responseId, callId, name, input }: Extract<TransportEvent, { type: 'toolCall' }>): Promise<void> {
    const answer = this.#begins(responseId);
    if (!answer) return;
    const { line, tools, onFault } = this.#options;
    const output = await this.#calls.run(tools(), { name, input }, (reason) => onFault('a tool failed', reason));
    if (this.#ended) return;
    line.toolOutput(callId, output);
    if (this.#answer === answer && !answer.over) this.#askAfterTools(answer);
  }

  #askAfterTools({ responseId }: Answer): void {
    if (this.#calls.answered && responseId !== null && this.#over.has(responseId)) this.#options.line.ask();
  }

  #done(responseId: string, failed: boolean): void {
    if (this.#over.has(responseId)) return;
    this.#over.add(responseId);
    const answer = this.#answer;
    if (answer?.responseId !== responseId) return this.#skipped('responseDone');
    this.#sound!.end();
    if (failed) return this.#failed('response failed');
    if (this.#calls.made) {
      this.#options.machine.to('processing');
      return this.#askAfterTools(answer);
    }
    answer.end(false);
    this.heard.done(false);
    this.#rest();
  }

  #failed(code: string): void {
    this.#options.onFault('an answer failed', code);
    this.#answer?.fail(new VoiceSessionError('voice_session.answer_failed', 'The other side gave no answer. Ask again.'));
    this.heard.done(true);
    this.#rest();
  }

  /** Ends what is being answered or played; true where there was anything. */
  #stop(cancel: boolean): boolean {
    const { line, pass, playback } = this.#options;
    const answer = this.#answer && !this.#answer.over ? this.#answer : null;
    this.#gate.drop();
    if (answer) {
      if (answer.responseId !== null) this.#over.add(answer.responseId);
      this.#calls.abort();
      // the other side may have ended it by itself: then this does nothing; what was asked for here it begins all the same
      if (cancel || answer.responseId !== null || pass()) line.cancel();
      answer.end(true);
    }
    const cut = playback?.clear() ?? [];
    for (const { itemId, heardMs } of cut) line.truncate(itemId, heardMs);
    this.heard.stop(cut);
    return answer !== null || cut.length > 0;
  }

  #rest(): void {
    const { machine } = this.#options;
    if (machine.state === 'processing' || machine.state === 'speaking') machine.to('connected');
  }

  #skipped(what: string): void {
    this.#options.onFault('an event out of order was skipped', what);
  }
}
