import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlaybackQueue, type PlaybackSource } from '../../../src/voice/audio/playback-queue.ts';

interface Piece {
  readonly data: Float32Array;
  readonly rate: number;
  getChannelData(): Float32Array;
}

class Source implements PlaybackSource<Piece, 'speaker'> {
  buffer: Piece | null = null;
  startsAt = Number.NaN;
  stopped = Number.POSITIVE_INFINITY;
  told = false;
  readonly #context: Clock;
  #listener: () => void = () => undefined;
  constructor(context: Clock) {
    this.#context = context;
  }
  addEventListener(_type: 'ended', listener: () => void): void {
    this.#listener = listener;
  }
  connect(): void {}
  start(when: number): void {
    this.startsAt = when;
  }
  stop(): void {
    this.stopped = this.#context.currentTime;
  }
  get end(): number {
    return this.startsAt + this.buffer!.data.length / this.buffer!.rate;
  }
  tell(): void {
    if (this.told || Math.min(this.end, this.stopped) > this.#context.currentTime) return;
    this.told = true;
    this.#listener();
  }
}

/** A context whose time a test turns. */
class Clock {
  currentTime = 0;
  outputLatency = 0;
  readonly destination = 'speaker';
  readonly sources: Source[] = [];
  createBuffer(_channels: number, length: number, rate: number): Piece {
    const data = new Float32Array(length);
    return { data, rate, getChannelData: () => data };
  }
  createBufferSource(): Source {
    const source = new Source(this);
    this.sources.push(source);
    return source;
  }
  /** `ended` comes some time after the end, or not yet. */
  turn(seconds: number, tell = true): void {
    this.currentTime += seconds;
    if (tell) for (const source of this.sources) source.tell();
  }
  /** Seconds of sound that left the context by now. */
  sounded(): number {
    return this.sources.reduce((sum, { startsAt, end, stopped }) => sum + Math.max(0, Math.min(end, stopped, this.currentTime) - startsAt), 0);
  }
}

const samples = (ms: number): Float32Array => new Float32Array(ms * 24).fill(0.5);

describe('the playback queue', () => {
  it('plays pieces one behind the other without a gap, after a short lead', () => {
    const context = new Clock();
    const queue = new PlaybackQueue(context, { leadMs: 50 });
    queue.add('a', samples(100));
    queue.add('a', samples(40));
    queue.add('b', samples(10));
    expect(context.sources.map(({ startsAt }) => Math.round(startsAt * 1000))).toEqual([50, 150, 190]);
    expect(context.sources[0]!.buffer!.data).toEqual(samples(100));
  });

  it('knows what was heard: neither the lead nor a pause nor what is still under way', () => {
    const context = new Clock();
    const queue = new PlaybackQueue(context, { leadMs: 50 });
    queue.add('a', samples(100));
    expect(queue.heardMs('a')).toBe(0);
    context.turn(0.1);
    expect(queue.heardMs('a')).toBe(50);
    context.outputLatency = 0.02;
    expect(queue.heardMs('a')).toBe(30);
    context.turn(1);
    expect(queue.heardMs('a')).toBe(100);
    queue.add('a', samples(100));
    context.turn(0.1);
    expect(queue.heardMs('a')).toBe(130);
    expect(queue.heardMs('never added')).toBe(0);
  });

  it('is cleared with what was heard of each item that was cut, in order', () => {
    const context = new Clock();
    const queue = new PlaybackQueue(context, { leadMs: 0 });
    queue.add('a', samples(100));
    queue.add('b', samples(100));
    queue.add('c', samples(100));
    // the event of the first one's end has not come yet
    context.turn(0.13, false);
    expect(queue.clear()).toEqual([
      { itemId: 'b', heardMs: 30 },
      { itemId: 'c', heardMs: 0 },
    ]);
    expect(queue.playing).toBe(false);
    context.turn(1);
    expect([queue.heardMs('a'), queue.heardMs('b'), queue.heardMs('c')]).toEqual([100, 30, 0]);
    expect(queue.clear()).toEqual([]);
    queue.add('d', samples(10));
    expect(context.sources.at(-1)?.startsAt).toBe(context.currentTime);
  });

  it('says when all has been played, and not when it was cleared', () => {
    const context = new Clock();
    let idle = 0;
    const queue = new PlaybackQueue(context, { onIdle: () => idle++ });
    queue.add('a', samples(10));
    queue.add('a', samples(10));
    context.turn(0.075);
    expect([idle, queue.playing]).toEqual([0, true]);
    context.turn(0.01);
    expect([idle, queue.playing]).toEqual([1, false]);
    queue.add('b', samples(10));
    queue.clear();
    context.turn(1);
    expect(idle).toBe(1);
  });

  it('plays nothing of nothing', () => {
    const context = new Clock();
    const queue = new PlaybackQueue(context);
    queue.add('a', new Float32Array());
    expect([queue.playing, context.sources.length, queue.clear()]).toEqual([false, 0, []]);
  });

  it('never says more than was added or sounded, never less than before, whatever happens', () => {
    const step = fc.oneof(
      fc.record({ add: fc.constantFrom('a', 'b', 'c'), ms: fc.integer({ min: 0, max: 300 }) }),
      fc.record({ turn: fc.integer({ min: 1, max: 400 }), tell: fc.boolean() }),
      fc.constant('clear' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const context = new Clock();
        const queue = new PlaybackQueue(context);
        const added = new Map<string, number>();
        const heard = new Map<string, number>();
        for (const one of steps) {
          if (one === 'clear') queue.clear();
          else if ('turn' in one) context.turn(one.turn / 1000, one.tell);
          else {
            queue.add(one.add, samples(one.ms));
            added.set(one.add, (added.get(one.add) ?? 0) + one.ms);
          }
          for (const item of ['a', 'b', 'c']) {
            const now = queue.heardMs(item);
            expect(now).toBeLessThanOrEqual(added.get(item) ?? 0);
            expect(now).toBeGreaterThanOrEqual(heard.get(item) ?? 0);
            heard.set(item, now);
          }
          const total = [...heard.values()].reduce((sum, ms) => sum + ms, 0);
          expect(Math.abs(total - context.sounded() * 1000)).toBeLessThanOrEqual(3);
        }
      }),
    );
  });

  it('forgets old items, so that a long conversation stays small', () => {
    const context = new Clock();
    const queue = new PlaybackQueue(context);
    for (let item = 0; item < 200; item++) {
      queue.add(`item ${item}`, samples(10));
      context.turn(0.2);
    }
    expect(queue.heardMs('item 0')).toBe(0);
    expect(queue.heardMs('item 199')).toBe(10);
  });
});
