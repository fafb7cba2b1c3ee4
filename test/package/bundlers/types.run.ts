import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installTarball, packBuilt } from '../packed.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MINUTES = 60_000;

interface Project {
  readonly compilerOptions: object;
  /** Subpaths that such a project imports. */
  readonly imports: (subpath: string) => boolean;
}

/** Subpaths by where they run; those of no other place are for pages. */
const NODE = /^\.\/(?:node|cloud|integrations\/(?:livekit-agent|retell|vapi|vapi-search))$/;
const EDGE = /^\.\/(?:edge|edge\/model|integrations\/(?:cloudflare-agents|retell|vapi|vapi-search))$/;
const ANYWHERE = /^\.\/(?:extract|kernel)$/;
const BLOCKING = './blocking';
const SERVICE_WORKER = './service-worker';

/** As the templates of frameworks set them up, but `strict` and without `skipLibCheck`. */
const PROJECTS: Readonly<Record<string, Project>> = {
  'a page that Vite bundles': {
    compilerOptions: { lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [], module: 'ESNext', moduleResolution: 'bundler' },
    imports: (subpath) => !NODE.test(subpath) && !EDGE.test(subpath),
  },
  'a service worker': {
    compilerOptions: { lib: ['ES2022', 'WebWorker'], types: [], module: 'ESNext', moduleResolution: 'bundler' },
    imports: (subpath) => ANYWHERE.test(subpath) || subpath === SERVICE_WORKER,
  },
  'a Node process without the DOM’s types': {
    compilerOptions: { lib: ['ES2022'], types: ['node'], module: 'Node16', moduleResolution: 'node16' },
    imports: (subpath) => NODE.test(subpath) || ANYWHERE.test(subpath) || subpath === BLOCKING,
  },
  'a Node process that takes the compiler’s newest rules': {
    compilerOptions: { lib: ['ES2023'], types: ['node'], module: 'NodeNext', moduleResolution: 'nodenext' },
    imports: (subpath) => NODE.test(subpath) || ANYWHERE.test(subpath) || subpath === BLOCKING,
  },
  'a Worker of Cloudflare': {
    compilerOptions: { lib: ['ES2022'], types: ['@cloudflare/workers-types'], module: 'ESNext', moduleResolution: 'bundler', customConditions: ['workerd'] },
    imports: (subpath) => EDGE.test(subpath) || ANYWHERE.test(subpath),
  },
};

describe('the types of the installed package', { timeout: 5 * MINUTES }, () => {
  let folder = '';
  let subpaths: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'memoair-types-'));
    await cp(fileURLToPath(new URL('../types/package.json', import.meta.url)), join(folder, 'package.json'));
    await installTarball(folder, await packBuilt(folder));
    const { exports } = JSON.parse(await readFile(join(folder, 'node_modules/memoair-web/package.json'), 'utf8')) as { readonly exports: object };
    subpaths = Object.keys(exports).filter((subpath) => !subpath.endsWith('.json'));
  }, 5 * MINUTES);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.keys(PROJECTS).flatMap((name) => ['its own', 'this project’s'].map((whose) => [name, whose] as const)))(
    'compile in %s, with %s compiler',
    async (name, whose) => {
      const { compilerOptions, imports } = PROJECTS[name]!;
      const lines = subpaths.filter(imports).map((subpath, i) => `export * as m${i} from 'memoair-web${subpath.slice(1)}';`);
      expect(lines.length).toBeGreaterThan(1);
      await writeFile(join(folder, 'main.ts'), lines.join('\n'));
      const strict = { target: 'ES2022', strict: true, noEmit: true, skipLibCheck: false, exactOptionalPropertyTypes: true, verbatimModuleSyntax: true };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...strict, ...compilerOptions }, files: ['main.ts'] }));
      expect(await compile(whose === 'its own' ? folder : ROOT)).toBe('');
    },
  );

  /** What the compiler installed there complains of: TypeScript 5 in the folder, the native one here. */
  async function compile(where: string): Promise<string> {
    const tsc = join(where, 'node_modules/typescript/bin/tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', '.'], { cwd: folder }).catch((thrown: Error & { readonly stdout?: string }) => ({
      stdout: thrown.stdout || thrown.message,
    }));
    return stdout;
  }
});
