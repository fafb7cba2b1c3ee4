import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileOf, ROOT, where, type Block } from './blocks.ts';
import { entryPoints } from './entry-points.ts';

const OUT = join(ROOT, 'test/.artifacts/docs');
const MODULES = join(ROOT, 'node_modules');
const CLOUDFLARE = join(ROOT, 'test/edge/agents/node_modules');

/** Vendors' packages that blocks name, and which tests have them installed. */
const VENDORS: Readonly<Record<string, string>> = {
  '@livekit/agents': 'test/integrations',
  '@pipecat-ai/client-js': 'test/integrations',
  '@openai/agents-realtime': 'test/integrations/openai-agents',
  'livekit-client': 'test/integrations/livekit-client',
  '@elevenlabs/client': 'test/integrations/elevenlabs',
  '@vapi-ai/web': 'test/integrations/vapi-web',
  agents: 'test/edge/agents',
};

/** Folders whose packages have to be installed for blocks to be compiled. */
export const VENDOR_FOLDERS: readonly string[] = [...new Set(Object.values(VENDORS))].map((folder) => join(ROOT, folder));

/** Where code runs: what the compiler knows there, and the names that pages may use without declaring them. */
const PLACES: Readonly<Record<string, { readonly options: Readonly<Record<string, unknown>>; readonly given: string | null }>> = {
  page: { options: {}, given: 'page.d.ts' },
  'service-worker': { options: { lib: ['ES2024', 'ESNext.Disposable', 'ESNext.Collection', 'WebWorker'], types: [] }, given: null },
  workerd: {
    options: { lib: ['ES2024', 'ESNext.Disposable', 'ESNext.Collection'], types: [join(CLOUDFLARE, '@cloudflare/workers-types')] },
    given: 'workerd.d.ts',
  },
};

/** What the compiler says of blocks of `ts`, by where they stand. Those that are as they should be have no entry. */
export async function compile(blocks: readonly Block[]): Promise<ReadonlyMap<string, string>> {
  await rm(OUT, { recursive: true, force: true });
  const said = new Map<string, string>();
  const run = async (place: string): Promise<void> => {
    const own = blocks.filter(({ says }) => (says['for'] ?? 'page') === place);
    const output = await compileIn(place, own);
    for (const block of own) {
      const lines = output.split('\n').filter((line) => line.includes(`${fileOf(block)}.ts(`));
      if (lines.length > 0) said.set(where(block), lines.join('\n'));
    }
    // what is said of no file is said of the compiler's own settings; our sources have programs of their own
    if (/^error TS/m.test(output)) throw new Error(output);
  };
  await Promise.all(Object.keys(PLACES).map(run));
  return said;
}

async function compileIn(place: string, blocks: readonly Block[]): Promise<string> {
  const folder = join(OUT, place);
  await mkdir(folder, { recursive: true });
  for (const block of blocks) await writeFile(join(folder, `${fileOf(block)}.ts`), `${block.code}export {};\n`);
  const { options, given } = PLACES[place]!;
  if (given) await writeFile(join(folder, given), (await readFile(join(ROOT, 'test/docs/given', given), 'utf8')).replaceAll('../../../', ROOT));
  const vendors = Object.entries(VENDORS).map(([name, at]) => [name, [join(ROOT, at, 'node_modules', name)]]);
  // a path of the package that its `exports` lead elsewhere
  vendors.push(['agents/voice', [join(ROOT, 'test/edge/agents/node_modules/agents/dist/voice/index.d.ts')]]);
  const ours = Object.entries(await entryPoints()).map(([name, source]) => [name, [join(ROOT, source)]]);
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      types: [join(MODULES, '@types/node'), join(MODULES, 'vite/client')],
      ...options,
      paths: Object.fromEntries([...vendors, ...ours]),
      isolatedDeclarations: false,
      declaration: false,
      noUnusedLocals: false,
      noEmit: true,
    },
    include: ['.'],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config, null, 2));
  const args = [join(MODULES, 'typescript/bin/tsc'), '-p', folder, '--pretty', 'false'];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((thrown: { stdout: string }) => thrown);
  return stdout;
}
