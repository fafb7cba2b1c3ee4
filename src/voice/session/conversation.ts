import { pcm16Bytes, pcm16ToFloat } from '../audio/pcm16.ts';
import type { OnFault } from '../memory/faults.ts';
import { Inbox } from '../voice-live/inbox.ts';
import { Answer } from './answer.ts';
import { Answers } from './answers.ts';
import { VoiceSessionError } from './errors.ts';
import type { SessionEvents } from './events.ts';
import { PcmRate } from './pcm-rate.ts';
import type { Playback } from './playback.ts';
import type { SessionMachine } from './state.ts';
import { runTool, type VoiceTool } from './tools.ts';
import type { TransportEvent, VoiceLine } from './transport.ts';
import { UserAudio } from './user-audio.ts';

export interface ConversationOptions {
  readonly line: VoiceLine;
  /** Hertz of the line. */
  readonly lineRate: number;
  /** Hertz of answers. */
  readonly sampleRate: () => number;
  readonly machine: SessionMachine;
  readonly emit: <Name extends keyof SessionEvents>(name: Name, ...given: SessionEvents[Name]) => void;
  readonly onFault: OnFault;
  readonly tools: readonly VoiceTool[];
  readonly playback: Playback | null;
}

/** What the user said from the beginning of a turn to its end. */
export interface UserTurn {
  readonly turn: number;
  /** At the rate of the line. */
  readonly samples: Int16Array<ArrayBuffer>;
}

/** Responses that are over and may still be told of: the newest. */
const OVER_KEPT = 64;

/** One connection's talk: what either side says, as states, events and answers. */
export class Conversation {
  readonly answers: Answers = new Answers();
  readonly #options: ConversationOptions;
  readonly #audio: UserAudio;
  readonly #listening = new Set<Inbox<UserTurn>>();
  readonly #over = new Set<string>();
  #answer: Answer | null = null;
  #rate: PcmRate | null = null;
  #turn = 0;
  /** `behind`: the other side tells of what was committed already. */
  #speech: 'no' | 'now' | 'behind' = 'no';
  #lastItem = '';
  #speechFromMs = 0;
  #committedMs = 0;
  /** Of the answer: calls without a result, and what ends them. */
  #calls = 0;
  #called = false;
  #calling = new AbortController();
  #ended = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#audio = new UserAudio(options.lineRate);
  }

  /** Says more, at the rate of the line. */
  append(samples: Int16Array): void {
    this.#audio.add(samples);
    this.#options.line.append(samples);
  }

  /** The user begins to speak, as who calls this knows better than the other side. */
  begin(): void {
    if (this.#speech !== 'now') this.#userStarted(this.#audio.length, true);
  }

  /** The user has finished; gives the answer to it. `claim` keeps it from others who wait for an answer. */
  commit(claim: boolean = false): Answer {
    this.begin();
    this.#speech = 'no';
    this.#committedMs = this.#audio.length;
    const answer = this.#expect(claim);
    this.#tellTurn(this.#committedMs);
    this.#options.line.commit();
    return answer;
  }

  /** Ends the answer that is awaited, coming in or being played; nothing where there is none. */
  interrupt(): void {
    if (this.#stop(true)) this.#rest();
  }

  /** The user's next turn, when it is over. */
  async nextTurn(signal: AbortSignal): Promise<UserTurn> {
    const { machine } = this.#options;
    const inbox = new Inbox<UserTurn>();
    this.#listening.add(inbox);
    if (machine.state === 'connected') machine.to('listening');
    try {
      return await inbox.take(signal);
    } finally {
      this.#listening.delete(inbox);
      // nobody spoke
      if (this.#listening.size === 0 && this.#speech !== 'now' && machine.state === 'listening') machine.to('connected');
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
        return this.#audio.add(event.samples);
      case 'transcript':
        return this.#transcript(event);
      case 'responseStarted':
        return void this.#begins(event.responseId);
      case 'audio':
        return this.#sound(event.responseId, event.itemId, event.samples);
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
    this.#calling.abort();
    this.#options.playback?.clear();
    this.#answer?.fail(reason);
    this.answers.end(reason);
    for (const inbox of this.#listening) inbox.end(reason);
  }

  #userStarted(atMs: number | null, cancel: boolean): void {
    if (this.#speech === 'now') return this.#skipped('speechStarted');
    this.#speech = atMs !== null && atMs < this.#committedMs ? 'behind' : 'now';
    if (this.#speech === 'behind') return;
    this.#speechFromMs = atMs ?? this.#audio.length;
    this.#options.emit('speechStarted');
    this.#stop(cancel);
    this.#options.machine.to('listening');
  }

  #userEnded(atMs: number | null): void {
    if (this.#speech === 'no') return this.#skipped('speechEnded');
    const behind = this.#speech === 'behind';
    this.#speech = 'no';
    if (behind) return;
    // not where an answer came before the turn's end
    if (this.#options.machine.state === 'listening') this.#expect(false);
    this.#tellTurn(atMs ?? this.#audio.length);
  }

  #tellTurn(toMs: number): void {
    this.#options.emit('speechEnded');
    if (this.#listening.size === 0) return;
    const turn = { turn: this.#turn, samples: this.#audio.between(this.#speechFromMs, toMs) };
    for (const inbox of this.#listening) inbox.put(turn);
  }

  /** An answer to the user's turn is awaited. */
  #expect(claim: boolean): Answer {
    this.#turn++;
    const answer = this.#newAnswer(claim);
    this.#options.machine.to('processing');
    return answer;
  }

  #newAnswer(claim: boolean): Answer {
    this.#answer?.end(true);
    const sampleRate = this.#options.sampleRate();
    this.#answer = new Answer(this.#turn, sampleRate);
    this.#rate = new PcmRate(this.#options.lineRate, sampleRate);
    this.#calls = 0;
    this.#called = false;
    this.#calling = new AbortController();
    if (!claim) this.answers.add(this.#answer);
    return this.#answer;
  }

  #begins(responseId: string): Answer | null {
    if (this.#over.has(responseId)) return null;
    if (this.#answer?.responseId === responseId && !this.#answer.over) return this.#answer;
    const answer = this.#answer && !this.#answer.over ? this.#answer : this.#newAnswer(false);
    const first = answer.responseId === null;
    if (answer.responseId !== null) this.#isOver(answer.responseId);
    answer.responseId = responseId;
    this.#called = false;
    this.#options.machine.to('processing');
    if (first) this.#options.emit('responseStarted');
    return answer;
  }

  #sound(responseId: string, itemId: string, samples: Int16Array): void {
    const { machine } = this.#options;
    if (this.#answer?.responseId !== responseId && !this.#over.has(responseId)) this.#skipped('audio before its response');
    const answer = this.#begins(responseId);
    if (!answer) return;
    if (machine.state !== 'speaking') machine.to('processing');
    machine.to('speaking');
    this.#chunk(answer, itemId, this.#rate!.push(samples));
  }

  #chunk(answer: Answer, itemId: string, samples: Int16Array): void {
    if (samples.length === 0) return;
    answer.add({ data: pcm16Bytes(samples), sampleRate: this.#options.sampleRate(), itemId });
    this.#options.playback?.add(itemId, pcm16ToFloat(samples));
    this.#lastItem = itemId;
  }

  #transcript(event: Extract<TransportEvent, { type: 'transcript' }>): void {
    const { role, itemId, text, final } = event;
    if (event.role === 'assistant') {
      const answer = this.#answer;
      if (answer?.responseId === event.responseId) answer.text(itemId, text);
      // the words of an answer that was cut are still told, once
      else if (!final) return;
    }
    this.#options.emit(final ? 'transcriptAvailable' : 'transcriptPartial', text, { role, itemId });
  }

  async #call({ responseId, callId, name, input }: Extract<TransportEvent, { type: 'toolCall' }>): Promise<void> {
    const answer = this.#begins(responseId);
    if (!answer) return;
    const { line, tools, onFault } = this.#options;
    this.#calls++;
    this.#called = true;
    const output = await runTool(tools, { name, input }, this.#calling.signal, (reason) => onFault('a tool failed', reason));
    if (this.#ended) return;
    line.toolOutput(callId, output);
    if (this.#answer !== answer || answer.over) return;
    this.#calls--;
    this.#askAfterTools();
  }

  #askAfterTools(): void {
    const { responseId } = this.#answer!;
    if (this.#called && this.#calls === 0 && responseId !== null && this.#over.has(responseId)) this.#options.line.ask();
  }

  #done(responseId: string, failed: boolean): void {
    if (this.#over.has(responseId)) return;
    this.#isOver(responseId);
    const answer = this.#answer;
    if (answer?.responseId !== responseId) return this.#skipped('responseDone');
    this.#chunk(answer, this.#lastItem, this.#rate!.end());
    if (failed) return this.#failed('response failed');
    if (this.#called) {
      this.#options.machine.to('processing');
      return this.#askAfterTools();
    }
    answer.end(false);
    this.#rest();
  }

  #failed(code: string): void {
    this.#options.onFault('an answer failed', code);
    this.#answer?.fail(new VoiceSessionError('voice_session.answer_failed', 'The other side gave no answer. Ask again.'));
    this.#rest();
  }

  /** Ends what is being answered or played; true where there was anything. */
  #stop(cancel: boolean): boolean {
    const { line, playback } = this.#options;
    const answer = this.#answer && !this.#answer.over ? this.#answer : null;
    if (answer) {
      if (answer.responseId !== null) this.#isOver(answer.responseId);
      this.#calling.abort();
      // the other side may have ended it by itself: then this does nothing
      if (cancel || answer.responseId !== null) line.cancel();
      answer.end(true);
    }
    const cut = playback?.clear() ?? [];
    for (const { itemId, heardMs } of cut) line.truncate(itemId, heardMs);
    return answer !== null || cut.length > 0;
  }

  #rest(): void {
    const { machine } = this.#options;
    if (machine.state === 'processing' || machine.state === 'speaking') machine.to('connected');
  }

  #isOver(responseId: string): void {
    this.#over.add(responseId);
    const [oldest] = this.#over;
    if (oldest !== undefined && this.#over.size > OVER_KEPT) this.#over.delete(oldest);
  }

  #skipped(what: string): void {
    this.#options.onFault('an event out of order was skipped', what);
  }
}
