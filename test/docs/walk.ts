import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { allBlocks, ROOT, where, type Block } from './blocks.ts';

/** What a command may take, in milliseconds: one of them fetches a model and builds everything. */
const LONGEST_MS = 1_200_000;
const LOOK_MS = 500;
const SAID_CHARS = 4000;
/** The pages that build what other pages use. */
const FIRST = ['README.md', 'docs/guide/start.md'];

/**
 * Runs the blocks that say `walk`, page by page. One that says `until` is a server: it runs until that address has answered and the
 * blocks behind it that say `beside` have run. Commands that were run before are not run again. Returns the exit status.
 */
export async function walk(uncommitted: boolean): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'memoair-walk-'));
  try {
    clone(folder, uncommitted);
    const blocks = (await allBlocks()).filter(({ says }) => 'walk' in says);
    const walker = new Walker(folder);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void walker.stop().then(() => process.exit(130)));
    for (const block of blocks.toSorted((a, b) => rank(a) - rank(b))) await walker.take(block);
    await walker.stop();
    return walker.failed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rank = ({ page }: Block): number => (FIRST.includes(page) ? FIRST.indexOf(page) : FIRST.length);

/** What is committed or, to try pages before that, every file that git would take. */
function clone(folder: string, uncommitted: boolean): void {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, folder]);
  if (!uncommitted) return;
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 });
  for (const file of files.split('\0').filter((name) => name !== '')) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    // one that was deleted is listed as well
    if (existsSync(join(ROOT, file))) copyFileSync(join(ROOT, file), join(folder, file));
    else rmSync(join(folder, file), { force: true });
  }
}

class Walker {
  failed = 0;
  readonly #folder: string;
  readonly #done = new Set<string>();
  #server: ChildProcess | null = null;
  /** The end of what the last command said. */
  #said = '';

  constructor(folder: string) {
    this.#folder = folder;
  }

  async take(block: Block): Promise<void> {
    const { until, beside } = block.says;
    if (beside === undefined) await this.stop();
    else if (!this.#server) return this.#tell(block, 'its server is not up');
    if (this.#done.has(block.code)) return;
    this.#done.add(block.code);
    const since = Date.now();
    const fault = until === undefined ? await this.#run(block) : await this.#serve(block, until);
    this.#tell(block, fault, Date.now() - since);
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server?.pid || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    // the whole group: npm's own process hands nothing on
    process.kill(-server.pid, 'SIGTERM');
    await ended;
  }

  #start({ code }: Block): ChildProcess {
    const { NODE_ENV: _nodeEnv, ...env } = process.env;
    const child = spawn('bash', ['-euo', 'pipefail', '-c', code], { cwd: this.#folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.#said = `${this.#said}${chunk.toString()}`.slice(-SAID_CHARS)));
    return child;
  }

  async #run(block: Block): Promise<string | null> {
    const child = this.#start(block);
    const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), LONGEST_MS);
    const status = await new Promise((resolve) => child.once('exit', resolve));
    clearTimeout(timer);
    // curl is content with any answer
    if (this.#said.includes('"error":')) return 'was answered with an error';
    return status === 0 ? null : `ended with ${String(status)}`;
  }

  async #serve(block: Block, address: string): Promise<string | null> {
    if (await answers(address)) return `${address} is answered by somebody else: end that, and walk again`;
    this.#server = this.#start(block);
    for (const end = Date.now() + LONGEST_MS; Date.now() < end; await pause(LOOK_MS)) {
      if (await answers(address)) return null;
      if (this.#server.exitCode !== null) return `ended with ${this.#server.exitCode} before ${address} answered`;
    }
    return `${address} did not answer`;
  }

  #tell(block: Block, fault: string | null, ms = 0): void {
    if (fault !== null) {
      this.failed = 1;
      console.error(this.#said);
    }
    console.log(
      `${fault === null ? 'ok  ' : 'FAIL'} ${where(block).padEnd(28)} ${(ms / 1000).toFixed(1).padStart(6)} s  ${block.code.split('\n')[0]}${fault === null ? '' : `: ${fault}`}`,
    );
  }
}

const answers = (address: string): Promise<boolean> =>
  fetch(address, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );
