import { spawn, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { readCloudSettings } from '../../src/node/cloud/settings.ts';
import { SettingsError } from '../../src/node/environment.ts';
import { Device, HEADERS, KEY, temporaryFolder, turn } from './harness.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUT = join(ROOT, 'test/.artifacts/cloud');

interface Started {
  readonly child: ChildProcess;
  readonly device: Device;
  readonly ended: Promise<number | null>;
}

const children: ChildProcess[] = [];

function run(args: readonly string[], env: Record<string, string>): { child: ChildProcess; output: Promise<string>; ended: Promise<number | null> } {
  const script = `import(${JSON.stringify(pathToFileURL(join(OUT, 'cloud.js')).href)}).then((m) => m.cloudCommand(${JSON.stringify(args)}, process.env)).catch((e) => { console.error(e.message); process.exitCode = 2; })`;
  const child = spawn(process.execPath, ['-e', script], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const output = new Promise<string>((resolve) => {
    let text = '';
    child.stderr.on('data', (data: Buffer) => (text += data.toString()));
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes(' on http')) resolve(text);
    });
    void ended.then(() => resolve(text));
  });
  return { child, output, ended };
}

async function start(folder: string): Promise<Started> {
  const { child, output, ended } = run(['--port', '0', '--no-embeddings', '--log-level', 'off'], {
    MEMOAIR_CLOUD_API_KEY: KEY,
    MEMOAIR_CLOUD_STORAGE_ROOT: folder,
  });
  const url = / on (http:\S+)/.exec(await output)?.[1];
  const device = new Device(async (request) => {
    const { pathname, search } = new URL(request.url);
    return fetch(`${url}${pathname}${search}`, { method: request.method, headers: request.headers, body: request.body ? await request.text() : null });
  }, HEADERS);
  return { child, device, ended };
}

describe('voice-runtime cloud', () => {
  beforeAll(async () => {
    await build({
      configFile: false,
      root: ROOT,
      logLevel: 'error',
      publicDir: false,
      build: {
        ssr: true,
        target: 'node20',
        outDir: OUT,
        emptyOutDir: true,
        rolldownOptions: { input: { cloud: join(ROOT, 'src/node/cloud/main.ts') }, preserveEntrySignatures: 'strict', output: { entryFileNames: '[name].js' } },
      },
    });
  }, 120_000);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(OUT, { recursive: true, force: true });
  });

  it('loses nothing that it acknowledged when it is killed', async () => {
    const { folder, dispose } = await temporaryFolder();
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const { child, device, ended } = await start(folder);
      let n = 0;
      const pushing = (async () => {
        for (;;) {
          const text = `Round ${round} turn ${n++}.`;
          await device.push([turn(round * 60 + (n % 60), text, { id: `e${round}-${n}` })]);
          acknowledged.push(text);
          if (n === 20 + round * 7) child.kill('SIGKILL');
        }
      })();
      await expect(pushing).rejects.toThrow();
      await ended;
    }
    const { child, device, ended } = await start(folder);
    const { said } = await device.pullAll();
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);
    expect(acknowledged.filter((text) => !said.includes(text))).toEqual([]);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await dispose();
  }, 60_000);

  it('does not start without a key, and says what to set', async () => {
    const { output, ended } = run([], {});
    expect(await output).toContain('MEMOAIR_CLOUD_API_KEY');
    expect(await ended).toBe(2);
  });

  it('says how it is used', async () => {
    const { output, ended } = run(['--help'], {});
    expect(await output).toContain('--storage-root');
    expect(await ended).toBe(0);
  });
});

describe('the settings of a cloud', () => {
  const env = { MEMOAIR_CLOUD_API_KEY: 'k', MEMOAIR_CLOUD_STORAGE_ROOT: '/data', PORT: '9000' };

  it('come from variables, and from flags before them', () => {
    expect(readCloudSettings([], env)).toEqual({ host: '127.0.0.1', port: 9000, apiKey: 'k', storageRoot: '/data', embed: true, logLevel: 'info' });
    expect(readCloudSettings(['--port=0', '--host', '0.0.0.0', '--storage-root', '/x', '--no-embeddings', '--log-level', 'off'], env)).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      storageRoot: '/x',
      embed: false,
      logLevel: 'off',
    });
    expect(readCloudSettings(['--help'], {})).toBeNull();
  });

  it('that cannot be used are refused, without repeating them', () => {
    for (const args of [['--port', 'x'], ['--port', '70000'], ['--nothing'], ['--log-level', 'loud'], ['stray']])
      expect(() => readCloudSettings(args, env)).toThrow(SettingsError);
    expect(() => readCloudSettings([], { ...env, MEMOAIR_CLOUD_API_KEY: ' ' })).toThrow(/MEMOAIR_CLOUD_API_KEY/);
  });
});
