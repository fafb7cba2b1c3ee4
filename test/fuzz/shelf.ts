import type { ImportResponse } from '../../src/contract/local.ts';
import { parseImport } from '../../src/contract/parse.ts';
import { importMemory } from '../../worker/import-memory.ts';
import { Log } from '../../worker/log.ts';
import { exportMemories } from '../../worker/management/export.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import { UserMemory } from '../../worker/user-memory.ts';

/** Nothing is put into it: what is imported here gets no vector. */
const ARENA = new VectorArena();
const NOW = '2026-03-01T10:00:00.000Z';

/** The least that an import needs: a store, the memory that follows it, and nothing that embeds. */
export class Shelf {
  readonly store: MemoryStore = new MemoryStore();
  readonly memory: UserMemory = new UserMemory(ARENA, undefined, () => undefined);
  readonly #log: Log = new Log(this.store, this.memory, { onCommit: () => undefined, onBuried: () => undefined });
  readonly #newId: (prefix: string) => string;

  constructor(name: string) {
    let ids = 0;
    this.#newId = (prefix) => `${prefix}_${name}${++ids}`;
  }

  import(items: readonly unknown[]): Promise<ImportResponse> {
    return importMemory(parseImport({ items }), this.#log, this.memory, this.#newId, NOW);
  }

  /** Lines of an export. */
  async export(): Promise<string[]> {
    let text = '';
    for await (const part of exportMemories({ log: this.#log, memory: this.memory })) text += part;
    return text.split('\n').filter((line) => line !== '');
  }
}
