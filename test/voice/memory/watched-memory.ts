import { vi } from 'vitest';
import type { Runtime } from '../../../src/contract/runtime.ts';
import { createLocalRuntime } from '../../../src/runtime/local.ts';
import type { TalkRuntime } from '../../../src/voice/memory/index.ts';

/** A turn as an export has it. */
export interface SavedTurn {
  readonly kind: string;
  readonly sessionId: string;
  readonly userText: string;
  readonly assistantText: string;
  /** Left out where there are none. */
  readonly toolCalls?: readonly { readonly name: string }[];
  readonly metadata: { readonly interrupted: boolean };
}

/** How the memory is: as it should be, without an answer ever, or failing with words that nobody is to see. */
export type Health = 'well' | 'hung' | 'failing';

/** Milliseconds for a recall on a machine that does other things too. */
export const PATIENT = 20_000;

export const SECRET = 'secret of a stack trace';

/** A real runtime whose calls are noted, and which can fall ill. */
export class WatchedMemory implements TalkRuntime {
  readonly real: Runtime;
  readonly hints: string[] = [];
  readonly queries: string[] = [];
  health: Health = 'well';

  constructor(real: Runtime) {
    this.real = real;
  }

  /** One that remembers a dog. */
  static async withDog(): Promise<WatchedMemory> {
    const real = await createLocalRuntime({ workspaceId: 'ws_1', userId: 'ada' });
    await real.importMemory({ items: [{ memoryId: 'm1', text: 'The dog is called Bruno.' }] });
    return new WatchedMemory(real);
  }

  get identity(): Runtime['identity'] {
    return this.real.identity;
  }

  readonly startSession: Runtime['startSession'] = (...call) => this.#ask(() => this.real.startSession(...call));
  readonly afterTurn: Runtime['afterTurn'] = (...call) => this.#ask(() => this.real.afterTurn(...call));
  readonly endSession: Runtime['endSession'] = (...call) => this.#ask(() => this.real.endSession(...call));
  readonly hint: Runtime['hint'] = (...call) => {
    this.hints.push(call[0].query);
    return this.#ask(() => this.real.hint(...call));
  };
  readonly searchMemory: Runtime['searchMemory'] = (...call) => {
    this.queries.push(call[0].query);
    return this.#ask(() => this.real.searchMemory(...call));
  };

  /** The turns that are kept, in their order. */
  async turns(): Promise<SavedTurn[]> {
    return (await this.exported()).filter(({ kind }) => kind === 'turn');
  }

  /** All that is kept. */
  async exported(): Promise<SavedTurn[]> {
    const { body } = await this.real.respond({ method: 'GET', path: '/v1/local/export', contentType: null, authorization: null, body: null });
    return body
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as SavedTurn);
  }

  /** The turns as `[user, assistant, interrupted]`, once there are so many. */
  async said(count: number): Promise<(readonly [string, string, boolean])[]> {
    return vi.waitFor(
      async () => {
        const turns = await this.turns();
        if (turns.length < count) throw new Error(`There are ${turns.length} turns.`);
        return turns.map(({ userText, assistantText, metadata }) => [userText, assistantText, metadata.interrupted] as const);
      },
      { timeout: 10_000 },
    );
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    if (this.health === 'hung') return new Promise<never>(() => undefined);
    if (this.health === 'failing') throw new Error(SECRET);
    return work();
  }
}
