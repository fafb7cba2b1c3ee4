import { describe, expect, it } from 'vitest';
import { PriorityQueue } from '../../../worker/embed/queue.ts';

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe('jobs in the queue', () => {
  it('run one at a time, in order', async () => {
    const queue = new PriorityQueue();
    const log: string[] = [];
    let running = 0;
    const job = (name: string) =>
      queue.run('document', async () => {
        expect(++running).toBe(1);
        await tick();
        running--;
        log.push(name);
        return name;
      });
    expect(await Promise.all([job('a'), job('b'), job('c')])).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('that embed a query go before every waiting document, after the one that runs', async () => {
    const queue = new PriorityQueue();
    const log: string[] = [];
    const job = (priority: 'query' | 'document', name: string) => queue.run(priority, async () => void log.push(name));
    await Promise.all([job('document', 'd1'), job('document', 'd2'), job('document', 'd3'), job('query', 'q1'), job('query', 'q2')]);
    expect(log).toEqual(['d1', 'q1', 'q2', 'd2', 'd3']);
  });

  it('let a query in that comes while documents are worked on', async () => {
    const queue = new PriorityQueue();
    const log: string[] = [];
    const { port1, port2 } = new MessageChannel();
    const asked = new Promise<void>((resolve) => port1.addEventListener('message', () => resolve(queue.run('query', async () => void log.push('q')))));
    port1.start();
    const documents = Array.from({ length: 20 }, (_, i) =>
      queue.run('document', async () => {
        if (i === 3) port2.postMessage('a query');
        log.push(`d${i}`);
      }),
    );
    await asked;
    port1.close();
    await Promise.all(documents);
    expect(log.indexOf('q')).toBeLessThan(15);
    expect(log).toHaveLength(21);
  });

  it('that were cancelled while they waited are never begun', async () => {
    const queue = new PriorityQueue();
    const cancel = new AbortController();
    let begun = false;
    const first = queue.run('document', tick);
    const second = queue.run('document', async () => void (begun = true), cancel.signal);
    const third = queue.run('document', async () => 'third');
    cancel.abort(new DOMException('over', 'AbortError'));
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect(await third).toBe('third');
    await first;
    expect(begun).toBe(false);
  });

  it('that fail reject for their own caller alone', async () => {
    const queue = new PriorityQueue();
    const failing = queue.run('query', () => Promise.reject(new TypeError('x')));
    const fine = queue.run('query', async () => 'fine');
    await expect(failing).rejects.toBeInstanceOf(TypeError);
    expect(await fine).toBe('fine');
  });

  it('are rejected when the queue is cleared, but for the one that runs', async () => {
    const queue = new PriorityQueue();
    const running = queue.run('document', async () => (await tick(), 'done'));
    const waiting = [queue.run('document', tick), queue.run('query', tick)];
    queue.clear(new DOMException('closed', 'AbortError'));
    for (const outcome of await Promise.allSettled(waiting)) expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    expect(await running).toBe('done');
    expect(await queue.run('document', async () => 'after')).toBe('after');
  });
});
