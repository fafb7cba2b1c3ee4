import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** Of the largest cache, where the system tells. A virtual machine shares it with others. */
  readonly cacheMb: number | null;
  readonly system: string;
  readonly node: string;
  readonly browser: string;
  readonly loadBefore: number;
  readonly date: string;
}

async function cacheMb(): Promise<number | null> {
  const text = await readFile('/sys/devices/system/cpu/cpu0/cache/index3/size', 'utf8').catch(() => '');
  const kilobytes = /^(\d+)K/.exec(text)?.[1];
  return kilobytes ? Number(kilobytes) / 1024 : null;
}

export async function describeMachine(browser: string): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    cacheMb: await cacheMb(),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    browser,
    loadBefore: loadavg()[0]!,
    date: new Date().toISOString().slice(0, 10),
  };
}

export function formatMachine(machine: Machine): string {
  const cache = machine.cacheMb === null ? '' : `, cache ${machine.cacheMb} MB`;
  const load = machine.loadBefore > 0.5 ? `\nload before the run: ${machine.loadBefore.toFixed(1)}, so times may be too long` : '';
  return `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB${cache}; ${machine.system}; Node ${machine.node}; Chromium ${machine.browser}${load}`;
}
