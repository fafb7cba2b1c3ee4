import { describe, expect, it } from 'vitest';
import { Turns } from '../../src/edge/paced-embedder.ts';

/** A machine on which nothing takes time but what is said to. */
class Machine {
  time = 0;
  readonly #waiting: { readonly at: number; readonly go: () => void }[] = [];

  readonly now = (): number => this.time;
  readonly pause = (ms: number): Promise<void> => new Promise((go) => this.#waiting.push({ at: this.time + ms, go }));

  /** Lets time go by until nobody waits for it. */
  async run(): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      const next = this.#waiting.toSorted((a, b) => a.at - b.at)[0];
      if (!next) return;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.time = Math.max(this.time, next.at);
      next.go();
    }
  }
}

/** Embeds texts of as many objects at once, each of which takes so long; says when each began. */
async function begins(objects: number, ms: number): Promise<number[]> {
  const machine = new Machine();
  const turns = new Turns(machine);
  const began: number[] = [];
  const all = Array.from({ length: objects }, () =>
    turns.of([50])[0]!(async () => {
      began.push(machine.time);
      machine.time += ms;
    }),
  );
  await machine.run();
  await Promise.all(all);
  return began;
}

const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, i) => time - times[i]!);

describe('turns of objects at the model of their isolate', () => {
  it('leave as much time free as a text takes, however many wait', async () => {
    for (const gap of gaps(await begins(50, 10))) expect(gap).toBeGreaterThanOrEqual(20);
  });

  it('leave more time free where texts take longer than planned', async () => {
    for (const gap of gaps(await begins(50, 200))) expect(gap).toBeGreaterThanOrEqual(400);
  });

  it('come in the order in which they were asked for, and each once', async () => {
    const machine = new Machine();
    const turns = new Turns(machine);
    const order: number[] = [];
    const all = Array.from({ length: 20 }, (_, n) =>
      turns.of([10 * n])[0]!(async () => {
        order.push(n);
        machine.time += 30;
      }),
    );
    await machine.run();
    await Promise.all(all);
    expect(order).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it('come for all texts of an object before those of the next one', async () => {
    const machine = new Machine();
    const turns = new Turns(machine);
    const order: string[] = [];
    const all = ['ada', 'ben'].map(async (who) => {
      for (const [n, turn] of turns.of([50, 50, 50]).entries())
        await turn(async () => {
          order.push(`${who} ${n}`);
          machine.time += 40;
        });
    });
    await machine.run();
    await Promise.all(all);
    expect(order).toEqual(['ada 0', 'ada 1', 'ada 2', 'ben 0', 'ben 1', 'ben 2']);
  });

  it('go on soon after one that seemed to take an hour', async () => {
    const machine = new Machine();
    const turns = new Turns(machine);
    const slept = turns.of([50])[0]!(async () => {
      machine.time += 3_600_000;
    });
    await machine.run();
    await slept;
    const before = machine.time;
    const next = turns.of([50])[0]!(async () => machine.time);
    await machine.run();
    expect((await next) - before).toBeLessThanOrEqual(2_000);
  });

  it('go on after one whose work failed', async () => {
    const machine = new Machine();
    const turns = new Turns(machine);
    const failed = turns.of([50])[0]!(() => Promise.reject(new Error('no model')));
    const caught = expect(failed).rejects.toThrow('no model');
    const next = turns.of([50])[0]!(async () => 'done');
    await machine.run();
    await caught;
    expect(await next).toBe('done');
  });
});
