import type { JsonObject } from '../../../client/json.ts';
import { Newest } from '../newest.ts';

/** Late words of a response come for a moment only. */
const UNWANTED_KEPT = 16;

/**
 * Which response is under way, asked for, or not wanted. The protocol has one at a time and refuses to begin another; who
 * asks may change their mind before it has begun.
 */
export class Responses {
  readonly #send: (event: JsonObject) => void;
  #active: string | null = null;
  readonly #unwanted = new Newest(UNWANTED_KEPT);
  /** `response.create` was sent and not answered; an answer is owed once the one under way is over; the next is not wanted. */
  #asked = '';
  #asks = 0;
  #owed = false;
  #drop = false;

  constructor(send: (event: JsonObject) => void) {
    this.#send = send;
  }

  wanted(responseId: string): boolean {
    return !this.#unwanted.has(responseId);
  }

  ask(): void {
    if (this.#active !== null || this.#asked !== '') {
      this.#owed = true;
      // whoever asks anew has no use for it
      if (this.#active !== null && this.wanted(this.#active)) this.#cancelActive(this.#active);
      return;
    }
    this.#drop = false;
    this.#asked = `ask_${++this.#asks}`;
    this.#send({ type: 'response.create', event_id: this.#asked });
  }

  cancel(): void {
    this.#owed = false;
    if (this.#active === null) this.#drop = true;
    else this.#cancelActive(this.#active);
  }

  /** The user has finished a turn: what is answered to it is wanted. */
  turnOver(): void {
    if (this.#asked === '') this.#drop = false;
  }

  /** Whether the response that has begun is wanted. */
  begun(responseId: string): boolean {
    this.#asked = '';
    this.#active = responseId;
    // one that is told without an id is another each time
    this.#unwanted.delete(responseId);
    const drop = this.#drop;
    this.#drop = false;
    if (drop) this.#cancelActive(responseId);
    return !drop;
  }

  /** Whether none is under way any more. One that was cancelled is over with whichever is told to be: there is one at a time. */
  over(responseId: string): boolean {
    if (this.#active === null || (responseId !== this.#active && this.wanted(this.#active))) return false;
    this.#active = null;
    return true;
  }

  /** Whether the error is that what was asked for will not come. */
  error(code: string, eventId: unknown): boolean {
    const ofAsk = this.#asked !== '' && eventId === this.#asked;
    if (ofAsk) this.#asked = '';
    // it was over, and nobody said so
    if (code === 'response_cancel_not_active' && this.#active !== null && !this.wanted(this.#active)) this.#active = null;
    this.askWhatIsOwed();
    return ofAsk;
  }

  askWhatIsOwed(): void {
    if (!this.#owed || this.#active !== null || this.#asked !== '') return;
    this.#owed = false;
    this.ask();
  }

  #cancelActive(responseId: string): void {
    this.#unwanted.add(responseId);
    // with its id: one that is over by then is not taken for the next
    this.#send({ type: 'response.cancel', ...(responseId === '' ? {} : { response_id: responseId }) });
  }
}
