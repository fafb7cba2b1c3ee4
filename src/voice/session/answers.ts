import { Inbox } from '../voice-live/inbox.ts';
import type { Answer } from './answer.ts';

/** Answers that nobody took are kept up to here, the newest. */
const KEPT = 8;

/** Answers in their order, until somebody takes them. */
export class Answers {
  #kept: Answer[] = [];
  readonly #waiting: { readonly from: number; readonly give: Inbox<Answer> }[] = [];
  #end: Error | null = null;

  add(answer: Answer): void {
    const at = this.#waiting.findIndex(({ from }) => answer.turn >= from);
    if (at >= 0) return this.#waiting.splice(at, 1)[0]!.give.put(answer);
    this.#kept.push(answer);
    if (this.#kept.length > KEPT) this.#kept.shift();
  }

  /** The first that answers that turn or a later one; those before it are forgotten. */
  async take(from: number, signal?: AbortSignal): Promise<Answer> {
    this.#kept = this.#kept.filter(({ turn }) => turn >= from);
    const first = this.#kept.shift();
    if (first) return first;
    if (this.#end) throw this.#end;
    const waiting = { from, give: new Inbox<Answer>() };
    this.#waiting.push(waiting);
    try {
      return await waiting.give.take(signal);
    } finally {
      const at = this.#waiting.indexOf(waiting);
      if (at >= 0) this.#waiting.splice(at, 1);
    }
  }

  /** No more will come. */
  end(reason: Error): void {
    this.#end = reason;
    for (const { give } of this.#waiting) give.end(reason);
  }
}
