import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { fileOf, ROOT, type Block } from './blocks.ts';
import { entryPoints } from './entry-points.ts';

const OUT = join(ROOT, 'test/.artifacts/docs-run');

/** Runs a block as a module of this process, with what pages may use without declaring it. Rejects with what it throws, or with what it asserts in vain. */
export async function runInNode(block: Block): Promise<void> {
  const entries = Object.entries(await entryPoints());
  // longest names first: one is the beginning of another
  const code = entries
    .toSorted(([a], [b]) => b.length - a.length)
    .reduce((text, [name, source]) => text.replaceAll(`'${name}'`, `'${join(ROOT, source)}'`), block.code);
  await mkdir(OUT, { recursive: true });
  const file = join(OUT, `${fileOf(block)}.ts`);
  await writeFile(file, `${code}export {};\n`);
  const storageRoot = await mkdtemp(join(tmpdir(), 'memoair-docs-'));
  await using runtime = await createLocalRuntime({ workspaceId: 'ws_123', userId: 'user_42' });
  const sessionId = 'call-1';
  await runtime.startSession({ sessionId, workspaceId: 'ws_123', userId: 'user_42', mode: 'default', metadata: {} });
  const vector = Float32Array.from({ length: 384 }, () => 384 ** -0.5);
  const failed: unknown[] = [];
  const { assert, log } = console;
  Object.assign(globalThis, { runtime, sessionId, storageRoot, vector, query: vector, secret: new Uint8Array(32).fill(7) });
  Object.assign(console, { assert: (held: boolean, ...what: unknown[]) => void (held || failed.push(what)), log: () => undefined });
  try {
    await import(/* @vite-ignore */ file);
  } finally {
    Object.assign(console, { assert, log });
    await rm(storageRoot, { recursive: true, force: true });
  }
  if (failed.length > 0) throw new Error(`What the block asserts does not hold: ${JSON.stringify(failed)}`);
}
