import { LIMITS } from '../contract/defaults.ts';
import { uuid } from '../contract/uuid.ts';
import type { Turn } from '../voice/memory/talk-memory.ts';

interface OpenTurn {
  userText: string;
  readonly occurredAt: string;
  /** What was heard of the answer: a tool's call may part it. */
  readonly heard: string[];
  interrupted: boolean;
}

/** What is said in a call, turn by turn: what the user said, and what was heard of the answer. */
export class CallTurns {
  readonly #keep: (turn: Turn) => void;
  #turn: OpenTurn | null = null;

  constructor(keep: (turn: Turn) => void) {
    this.#keep = keep;
  }

  /** What the user says again before anything of an answer was heard belongs to the same turn. */
  said(text: string): void {
    if (text.trim() === '') return;
    if (this.#turn?.heard.length === 0) {
      this.#turn.userText = bounded(`${this.#turn.userText} ${text.trim()}`);
      return;
    }
    this.over();
    this.#turn = { userText: bounded(text.trim()), occurredAt: new Date().toISOString(), heard: [], interrupted: false };
  }

  /** An answer without a turn is a greeting, which is not kept. */
  heard(text: string, interrupted: boolean): void {
    if (!this.#turn) return;
    this.#turn.heard.push(text.trim());
    this.#turn.interrupted ||= interrupted;
  }

  /** The answer is over. A turn that waits for one goes on. */
  answered(): void {
    if (this.#turn && this.#turn.heard.length > 0) this.over();
  }

  over(): void {
    const turn = this.#turn;
    if (!turn) return;
    this.#turn = null;
    const { userText, occurredAt, heard, interrupted } = turn;
    const assistantText = bounded(heard.filter((text) => text !== '').join(' '));
    this.#keep({ turnId: uuid(), userText, assistantText, toolCalls: [], metadata: { framework: 'livekit', interrupted, occurredAt } });
  }
}

/** A turn is stored by a call whose body is bounded; nobody speaks so much at a stretch. */
export const bounded = (text: string): string => text.slice(0, LIMITS.queryBytes / 4);
