import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a browser may use, all its processes together. */
export interface Limits {
  /** Cores' worth of time; 0.5 of 2 cores is each of them slowed down four times. */
  readonly cores: number | null;
  readonly memoryMb: number | null;
}

/** A browser's program that runs under limits. */
export interface Limited {
  readonly program: string;
  /** The most memory that its processes had at a time, in bytes, with what the system keeps of files for them. */
  peakBytes(): Promise<number>;
  /** After its last process has ended. */
  close(): Promise<void>;
}

/** So short that a slice of it is no pause that a person would notice, in microseconds. */
const PERIOD_US = 5_000;

const CONTROLLERS = '/sys/fs/cgroup';

/**
 * A program in control groups of its own (Linux, version 1, as root). Unlike a browser's own throttle, which slows the page's
 * thread alone, the limit is that of all its threads and processes.
 */
export async function limitedProgram(program: string, { cores, memoryMb }: Limits): Promise<Limited> {
  const [cpu, memory] = await Promise.all(['cpu', 'memory'].map(newGroup));
  if (cores !== null) {
    await writeFile(join(cpu!, 'cpu.cfs_period_us'), String(PERIOD_US));
    await writeFile(join(cpu!, 'cpu.cfs_quota_us'), String(cores * PERIOD_US));
  }
  if (memoryMb !== null) await writeFile(join(memory!, 'memory.limit_in_bytes'), `${memoryMb}M`);
  const folder = await mkdtemp(join(tmpdir(), 'memoair-limited-'));
  const script = join(folder, 'browser');
  const enter = [cpu, memory].map((group) => `echo $$ > '${group}/cgroup.procs'`);
  await writeFile(script, ['#!/bin/sh', ...enter, `exec '${program}' "$@"`].join('\n'), { mode: 0o755 });
  return {
    program: script,
    peakBytes: async () => Number(await readFile(join(memory!, 'memory.max_usage_in_bytes'), 'utf8')),
    close: async () => {
      await rm(folder, { recursive: true });
      for (const group of [cpu, memory]) await gone(group!);
    },
  };
}

async function newGroup(controller: string): Promise<string> {
  const lines = (await readFile('/proc/self/cgroup', 'utf8')).split('\n').map((line) => line.split(':'));
  const own = lines.find(([, controllers]) => controllers?.split(',').includes(controller))?.[2];
  if (own === undefined) throw new Error(`There is no control group for ${controller} here. Limits need Linux with control groups of version 1.`);
  const group = join(CONTROLLERS, controller, own, `memoair-limited-${randomUUID()}`);
  await mkdir(group).catch((thrown: Error) => {
    throw new Error(`No control group could be made. Limits need root: ${thrown.message}`, { cause: thrown });
  });
  return group;
}

/** A group goes once its last process has ended. */
async function gone(group: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const removed = await rmdir(group).then(
      () => true,
      () => false,
    );
    if (removed) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
