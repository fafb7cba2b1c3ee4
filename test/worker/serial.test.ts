import { describe, expect, it } from 'vitest';
import { Serial } from '../../worker/serial.ts';

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe('tasks in series', () => {
  it('never overlap and run in the order in which they were given', async () => {
    const serial = new Serial();
    const log: string[] = [];
    const task = (name: string) => async (): Promise<string> => {
      log.push(`${name}+`);
      await tick();
      log.push(`${name}-`);
      return name;
    };
    expect(await Promise.all(['a', 'b', 'c'].map((name) => serial.run(task(name))))).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a+', 'a-', 'b+', 'b-', 'c+', 'c-']);
  });

  it('go on after one that fails, which rejects for its own caller alone', async () => {
    const serial = new Serial();
    const failing = serial.run(() => Promise.reject(new TypeError('x')));
    const throwing = serial.run(() => {
      throw new RangeError('y');
    });
    const fine = serial.run(async () => 'fine');
    await expect(failing).rejects.toBeInstanceOf(TypeError);
    await expect(throwing).rejects.toBeInstanceOf(RangeError);
    expect(await fine).toBe('fine');
  });

  it('are done when it is idle, also when the last failed', async () => {
    const serial = new Serial();
    let done = 0;
    void serial.run(async () => {
      await tick();
      done++;
    });
    serial.run(() => Promise.reject(new Error('x'))).catch(() => done++);
    await serial.idle();
    expect(done).toBe(2);
  });
});
