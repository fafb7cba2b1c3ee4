import type { JsonObject } from '../client/json.ts';
import { TOOL_NAME } from '../client/schema.ts';
import { questionIn } from '../voice/memory/question.ts';
import type { AnswerQuestion, MemoryQuestion } from '../voice/memory/voice-client.ts';

/** What a response asks of tools. */
interface Asked {
  /** Calls of search_memory that are not answered yet. */
  pending: number;
  /** Whether it calls tools of the app too: then the app asks for the answer. */
  others: boolean;
  over: boolean;
}

export interface CallsOptions {
  readonly answer: AnswerQuestion;
  readonly send: (event: JsonObject) => void;
  /** Asks for the answer that the tool was called for. */
  readonly respond: () => void;
}

/** Answers calls of `search_memory` in a realtime session: each once, whichever of its events comes. */
export class RealtimeCalls {
  readonly #options: CallsOptions;
  /** By response; a call outside of one answers alone. */
  readonly #asked = new Map<string, Asked>();
  /** By id; its name comes before its arguments. */
  readonly #names = new Map<string, string>();
  readonly #seen = new Set<string>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** A function call as an item, or as its arguments. `whole` when nothing of it is still to come. */
  call(responseId: string, item: JsonObject, whole: boolean, inResponse: boolean): void {
    const { call_id: callId, name = this.#names.get(String(callId)), arguments: args } = item;
    if (typeof callId !== 'string' || typeof name !== 'string') return;
    this.#names.set(callId, name);
    if (!whole || this.#seen.has(callId)) return;
    this.#seen.add(callId);
    const asked = this.#asked.get(responseId) ?? { pending: 0, others: false, over: !inResponse };
    this.#asked.set(responseId, asked);
    if (name === TOOL_NAME) void this.#reply(responseId, asked, callId, questionIn(args));
    else asked.others = true;
  }

  /** A response is over: now an answer can be asked for. */
  done(responseId: string): void {
    const asked = this.#asked.get(responseId);
    if (!asked) return;
    asked.over = true;
    this.#proceed(responseId, asked);
  }

  async #reply(responseId: string, asked: Asked, callId: string, question: MemoryQuestion): Promise<void> {
    asked.pending += 1;
    const output = await this.#options.answer(question);
    asked.pending -= 1;
    this.#options.send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: callId, output } });
    this.#proceed(responseId, asked);
  }

  #proceed(responseId: string, { pending, others, over }: Asked): void {
    if (!over || pending > 0) return;
    this.#asked.delete(responseId);
    if (!others) this.#options.respond();
  }
}
