import { describe, expect, it } from 'vitest';
import { Log, type Entry } from '../../worker/log.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { Serial } from '../../worker/serial.ts';
import { MemoryStore, type MemoryRows } from '../../worker/store/memory.ts';
import { UserMemory } from '../../worker/user-memory.ts';

const entry = (id: string): Entry => ({ event: { id, kind: 'memory_import', sessionId: '', at: '2026-03-01T10:00:00.000Z', payload: {} }, writes: [] });

describe('writers of one log', () => {
  it('go by turns once one was too late, so that none is too late again and again', async () => {
    const rows: MemoryRows = {};
    const line = new Serial();
    let [waited, attempts] = [0, 0];
    const tab = (): Log => {
      const memory = new UserMemory(new VectorArena());
      return new Log(new MemoryStore({ rows }), memory, { onCommit: () => undefined }, (work) => {
        waited++;
        return line.run(work);
      });
    };
    const tabs = Array.from({ length: 8 }, tab);
    const write = async (log: Log, n: number): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        await log.append(() => {
          attempts++;
          return entry(`${n}-${i}`);
        });
      }
    };
    await write(tabs[0]!, 99);
    expect([attempts, waited]).toEqual([20, 0]);
    await Promise.all(tabs.map(write));
    expect(await new MemoryStore({ rows }).count('events')).toBe(180);
    // without turns it is nearly eight for each
    expect(attempts).toBeLessThan(3 * 180);
  });
});
