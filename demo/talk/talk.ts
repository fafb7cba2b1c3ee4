import type { Answerer } from '../answerer.ts';
import type { Conversation, Reply } from '../conversation.ts';
import type { Session } from '../session.ts';
import type { StatusLoop } from '../status-loop.ts';
import { announce } from '../shell/announce.ts';
import { clearNotice, showNotice, wordsFor } from '../view/notice.ts';
import { milliseconds } from '../view/format.ts';
import { summary, type Asked } from '../view/recall.ts';
import type { Board } from './board.ts';
import type { Thread } from './thread.ts';
import type { Changes, TurnView } from './turn-view.ts';

const NOTHING: Changes = { facts: [], superseded: [] };

/** What a conversation is made of. */
export interface TalkParts {
  readonly session: Session;
  readonly status: StatusLoop;
  readonly thread: Thread;
  readonly board: Board;
}

/** The talk of this tab: recall first, then an answer, then the turn is kept; one after another. */
export class Talk implements Conversation {
  readonly #parts: TalkParts;
  readonly #turns = new WeakMap<Reply, TurnView>();
  #answerer: Answerer;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: TalkParts, answerer: Answerer) {
    this.#parts = parts;
    this.#answerer = answerer;
  }

  /** Has somebody else make the answers from now on. */
  answerWith(answerer: Answerer): void {
    this.#answerer = answerer;
  }

  reply(userText: string): Promise<Reply> {
    return this.#inTurn(() => this.#reply(userText, (asked) => this.#answer(asked)));
  }

  keep(reply: Reply, heard: string): Promise<void> {
    return this.#inTurn(() => this.#keep(reply, heard));
  }

  hint(partial: string): void {
    void this.#parts.session.hint(partial);
  }

  /** A typed turn: answered and kept, without an answer where none could be made. `given` stands in for the one that memory would make. */
  async say(userText: string, given: string): Promise<Reply> {
    let fault: unknown;
    const said = await this.#inTurn(async () => {
      const reply = await this.#reply(userText, async (asked) => {
        if (given !== '') return given;
        return this.#answer(asked).catch((thrown: unknown) => {
          fault = thrown;
          return '';
        });
      });
      await this.#keep(reply, reply.answer);
      return reply;
    });
    // after the turn, which clears the notice by having gone well
    if (fault !== undefined) showNotice(wordsFor(fault));
    return said;
  }

  /** Ends the session and starts another, once the turns that are under way are kept. */
  renew(): Promise<void> {
    const { session, thread, board } = this.#parts;
    return this.#inTurn(async () => {
      await session.renew();
      thread.clear();
      await board.refresh();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(() => attempt(work));
    // the one after it does not fail for it
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #answer({ query, recall: found }: Asked): Promise<string> {
    return this.#answerer({ userText: query, recall: found });
  }

  async #reply(userText: string, answerTo: (asked: Asked) => Promise<string>): Promise<Reply> {
    const { session, thread, board } = this.#parts;
    const turn = thread.add(userText);
    try {
      const asked = await recall(session, userText);
      board.light(asked.recall);
      const answer = await answerTo(asked);
      turn.answered(answer, asked);
      turn.notSaved();
      thread.showLatest();
      announce([answer, summary(asked)].filter(Boolean).join(' '));
      const reply = { turnId: crypto.randomUUID(), userText, answer };
      this.#turns.set(reply, turn);
      return reply;
    } catch (thrown) {
      turn.failed();
      throw thrown;
    }
  }

  async #keep(reply: Reply, heard: string): Promise<void> {
    const { session, board, thread, status } = this.#parts;
    const { turnId, userText } = reply;
    const start = performance.now();
    await session.save({ turnId, userText, assistantText: heard });
    const savedMs = performance.now() - start;
    const turn = this.#turns.get(reply);
    if (heard !== reply.answer) turn?.answered(heard);
    turn?.kept(savedMs);
    // what is kept is kept, whether its lanes can be read or not
    const changes = await board.refresh().catch(() => NOTHING);
    turn?.changed(changes);
    thread.showLatest();
    announce([`Kept in ${milliseconds(savedMs)}.`, ...changes.facts.map(({ text }) => `New fact: ${text}`)].join(' '));
    void status.refresh();
  }
}

async function recall(session: Session, query: string): Promise<Asked> {
  const start = performance.now();
  return { query, recall: await session.recall(query, { explain: true }), roundTripMs: performance.now() - start };
}

/** What went wrong is shown, whoever asked. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    const done = await work();
    clearNotice();
    return done;
  } catch (thrown) {
    showNotice(wordsFor(thrown));
    throw thrown;
  }
}
