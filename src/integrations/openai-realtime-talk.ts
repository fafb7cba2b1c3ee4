import { field, isObject, type JsonObject } from '../client/json.ts';
import type { Timers } from '../client/timers.ts';
import { CHARS_PER_SECOND } from '../voice/memory/spoken-text.ts';
import type { TurnListener } from '../voice/memory/voice-client.ts';
import { RealtimeAnswer } from './openai-realtime-answer.ts';
import { base64Bytes, bytesPerMsOf, DEFAULT_BYTES_PER_MS } from './openai-realtime-audio.ts';
import { kindOf, responseIdOf, textOf } from './openai-realtime-events.ts';

export interface RealtimeTalkOptions {
  readonly turns: TurnListener;
  /** The user has been heard and the memory asked: an answer may begin, if none has. */
  readonly respond: () => void;
  readonly timers: Timers;
}

/** Time for events that say more exactly how far an answer was heard, in milliseconds. */
const GRACE_MS = 1_000;

/** What an answer waits for the user's words, in milliseconds: where none are transcribed they never come. */
const WORDLESS_MS = 4_000;

const PART = 'answer';

/**
 * What a realtime session's events say of a talk. Events of OpenAI, of today's names and of those before them, which Voice
 * Live and others have too.
 *
 *     user's words ──▶ answer: pieces of words and audio ──▶ heard to its end, or cut: by an event that says where, else by the clock
 */
export class RealtimeTalk {
  readonly #options: RealtimeTalkOptions;
  /** Of what the user is saying, by item. */
  readonly #partials = new Map<string, string>();
  readonly #typed = new Set<string>();
  /** Responses that are under way. */
  readonly #active = new Set<string>();
  /** Items of answers that are over; more may still come in. */
  readonly #over = new Set<string>();
  #answer: RealtimeAnswer = new RealtimeAnswer();
  #charsPerSecond = CHARS_PER_SECOND;
  #bytesPerMs = DEFAULT_BYTES_PER_MS;
  /** Whether the answer plays, where the session tells it; it does over WebRTC. */
  #buffer: 'untold' | 'waiting' | 'playing' | 'played' = 'untold';
  /** When the user began to speak over an answer. */
  #bargedIn: number | null = null;
  #interrupted = false;
  /** Tools were called: another response will come. */
  #more = false;
  /** What the user said by audio and has no words yet. */
  #unheard: string | null = null;
  /** The same, when an answer to it has begun already. */
  #awaited: string | null = null;
  /** An answer that was over before the user's words were known. */
  #early: { readonly words: string; readonly interrupted: boolean } | null = null;
  /** Responses that have begun; and how many had when the memory was asked for the next. */
  #begun = 0;
  #askedAt: number | null = null;
  #cancel: () => void = () => undefined;
  #cancelWordless: () => void = () => undefined;

  constructor(options: RealtimeTalkOptions) {
    this.#options = options;
  }

  /** Whether a response is under way. */
  get responding(): boolean {
    return this.#active.size > 0;
  }

  /** Whether an answer waits for the user's words, or for the memory. */
  get waiting(): boolean {
    return this.#unheard !== null || this.#askedAt === this.#begun;
  }

  event(event: JsonObject): void {
    const { turns } = this.#options;
    const itemId = textOf(event['item_id']);
    const kind = kindOf(event);
    switch (kind) {
      case 'session':
        if (isObject(event['session'])) this.#bytesPerMs = bytesPerMsOf(event['session']);
        return;
      case 'committed':
        return this.#committed(itemId);
      case 'item':
        return this.#item(event['item']);
      case 'partial': {
        const partial = (this.#partials.get(itemId) ?? '') + textOf(event['delta']);
        this.#partials.set(itemId, partial);
        return turns.hearing(partial);
      }
      case 'transcript':
        return this.#transcript(itemId, textOf(event['transcript']));
      case 'untranscribed':
        return this.#transcript(itemId, '');
      case 'speech':
        if (!this.#answer.empty && this.#isPlaying()) this.#bargedIn ??= this.#now();
        return;
      case 'response':
        return this.#response(responseIdOf(event));
      case 'spoken':
      case 'written':
      case 'spokenWhole':
      case 'writtenWhole':
        return this.#words(kind, itemId, event);
      case 'audio':
        if (!this.#over.has(itemId)) this.#answer.plays(itemId, base64Bytes(textOf(event['delta'])) / this.#bytesPerMs, this.#now());
        return;
      case 'playing':
        this.#cancel();
        this.#buffer = 'playing';
        return this.#answer.started(this.#now());
      case 'played':
        this.#buffer = 'played';
        this.#charsPerSecond = (this.#interrupted ? null : this.#answer.rate(this.#now())) ?? this.#charsPerSecond;
        return this.#settle();
      case 'cleared':
        this.#buffer = 'played';
        this.#interrupted = !this.#answer.empty;
        return this.#settle();
      case 'truncated':
        return this.#truncated(itemId, Number(event['audio_end_ms']) || 0);
      case 'done':
        return this.#done(responseIdOf(event), event['response']);
    }
  }

  /** The connection is gone, or is let go of: what plays is heard no further. */
  end(): void {
    const cut = !this.#answer.empty && this.#isPlaying();
    if (cut) this.#answer.cut(this.#now());
    this.#finish(this.#interrupted || cut);
    for (const each of [this.#partials, this.#typed, this.#active, this.#over]) each.clear();
    this.#cancelWordless();
    this.#unheard = this.#awaited = this.#early = null;
    this.#more = false;
    this.#buffer = 'untold';
    // a recall that is under way is for an answer that nobody gives any more
    this.#begun += 1;
  }

  #committed(itemId: string): void {
    const { respond, timers } = this.#options;
    this.#unheard = itemId;
    this.#cancelWordless();
    this.#cancelWordless = timers.after(WORDLESS_MS, () => this.#unheard === itemId && respond());
  }

  #item(item: unknown): void {
    if (!isObject(item) || item['role'] !== 'user' || typeof item['id'] !== 'string' || !Array.isArray(item['content'])) return;
    const text = item['content'].map((part) => (field(part, 'type') === 'input_text' ? textOf(field(part, 'text')) : '')).join(' ');
    if (text.trim() === '' || this.#typed.has(item['id'])) return;
    this.#typed.add(item['id']);
    this.#goesOn();
    // whoever typed it asks for the answer
    void this.#options.turns.said(text);
  }

  #transcript(itemId: string, text: string): void {
    const { turns } = this.#options;
    this.#partials.delete(itemId);
    if (this.#unheard === itemId) this.#unheard = null;
    if (this.#awaited === itemId) {
      this.#awaited = null;
      const early = this.#early;
      this.#early = null;
      void turns.said(text);
      turns.heard(PART, early?.words ?? '');
      if (early) turns.over(early.interrupted);
      return;
    }
    this.#goesOn();
    void this.#said(text);
  }

  /** The user says something new. Words of before that are still awaited may never come, and no answer is to wait for them. */
  #goesOn(): void {
    this.#finish(this.#interrupted);
    this.#awaited = this.#early = null;
  }

  async #said(text: string): Promise<void> {
    const begun = (this.#askedAt = this.#begun);
    const free = await this.#options.turns.said(text);
    if (!free || this.#begun !== begun) return;
    this.#askedAt = null;
    this.#options.respond();
  }

  #response(id: string): void {
    if (this.#unheard !== null) {
      // it answers what has no words yet
      this.#finish(this.#interrupted);
      this.#awaited = this.#unheard;
      this.#unheard = this.#early = null;
    }
    if (!this.#interrupted) this.#cancel();
    this.#active.add(id);
    this.#begun += 1;
    this.#more = false;
  }

  #words(kind: 'spoken' | 'written' | 'spokenWhole' | 'writtenWhole', itemId: string, event: JsonObject): void {
    if (this.#over.has(itemId)) return;
    const written = kind.startsWith('written');
    if (kind.endsWith('Whole')) this.#answer.whole(itemId, textOf(event['transcript'] ?? event['text']), this.#now(), written);
    else this.#answer.words(itemId, textOf(event['delta']), this.#now(), written);
    if (this.#awaited === null) this.#options.turns.heard(PART, '');
  }

  #truncated(itemId: string, ms: number): void {
    if (!this.#answer.has(itemId)) return;
    this.#answer.cutAt(itemId, ms);
    this.#finish(this.#active.size > 0 || this.#answer.wasCut);
  }

  #done(id: string, response: unknown): void {
    this.#active.delete(id);
    const output = field(response, 'output');
    this.#more = Array.isArray(output) && output.some((item) => field(item, 'type') === 'function_call');
    if (field(response, 'status') === 'cancelled') this.#interrupted = !this.#answer.empty;
    else this.#answer.end();
    this.#settle();
  }

  /** Ends the turn when the answer was heard to its end, or as soon as no event can say more exactly where it was cut. */
  #settle(): void {
    this.#cancel();
    if (this.#answer.empty) return;
    const now = this.#now();
    if (this.#interrupted) {
      this.#bargedIn ??= now;
      this.#cancel = this.#options.timers.after(GRACE_MS, () => this.#finish(true));
    } else if (this.#active.size === 0 && !this.#more) {
      if (this.#answer.written || this.#buffer === 'played') this.#finish(false);
      else if (this.#buffer === 'untold') this.#cancel = this.#options.timers.after(this.#answer.until - now + GRACE_MS, () => this.#finish(false));
    }
  }

  /** Whether the answer can be heard now. Where playing is told, it is what was told. */
  #isPlaying(): boolean {
    return this.#buffer === 'untold' ? this.#answer.until > this.#now() : this.#buffer === 'playing';
  }

  /** The answer is over, if there is one. */
  #finish(interrupted: boolean): void {
    this.#cancel();
    const [answer, { turns }] = [this.#answer, this.#options];
    if (answer.empty) return;
    // a user who spoke over the answer and is answered anew did not hear the rest of it
    const cut = interrupted || this.#bargedIn !== null;
    if (cut) answer.cut(this.#buffer === 'waiting' ? 0 : (this.#bargedIn ?? this.#now()));
    for (const id of answer.ids()) this.#over.add(id);
    this.#answer = new RealtimeAnswer(this.#charsPerSecond);
    this.#bargedIn = null;
    this.#interrupted = false;
    if (this.#buffer !== 'untold') this.#buffer = 'waiting';
    if (this.#awaited !== null) {
      this.#early = { words: answer.heard(), interrupted: cut };
      return;
    }
    turns.heard(PART, answer.heard());
    turns.over(cut);
  }

  #now(): number {
    return this.#options.timers.now();
  }
}
