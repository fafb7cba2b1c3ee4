import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserKind, BrowserName } from '../faults/browsers/browser.ts';
import { buildSite, type Site } from '../service-worker/site.ts';
import { startCloud } from '../support/cloud-command.ts';
import { SHARED_EVAL, hasSharedEval } from '../support/shared-eval.ts';
import { startVoiceLive } from '../voice/voice-live/server-command.ts';
import { serveModel } from './serve-model.ts';
import type { Ended, Told } from './told.ts';

/** A file as it was run in one browser. */
export interface FileRun {
  readonly path: string;
  readonly tests: readonly Ended[];
  /** Errors outside of its tests. */
  readonly errors: readonly string[];
}

/** The suite as it was run in one browser. */
export interface SuiteRun {
  readonly browser: BrowserName;
  readonly version: string;
  readonly files: readonly FileRun[];
}

/** What to run. */
export interface SuiteOptions {
  /** `all`, or some files that need neither the worker nor the model. */
  readonly mode: 'all' | 'sample';
  readonly files: readonly string[];
  /** Tests whose name matches; all without it. */
  readonly only?: string | undefined;
  /** All of them in a page that is isolated from other origins, not only those of test/isolated/. */
  readonly isolated?: boolean;
  readonly onFile?: (run: FileRun) => void;
}

/** A page that tells nothing for so long has hung, in milliseconds: longer than what a test and its hooks may take. */
const SILENCE_MS = 150_000;

/** What tests ask of the server by name, as `commands` of Vitest's own browser runs. */
const COMMANDS: Readonly<Record<string, (...given: never[]) => Promise<unknown>>> = {
  readShared: (path: string) => readFile(join(SHARED_EVAL, path), 'utf8'),
  readSharedIfThere: async (path: string) => (hasSharedEval ? readFile(join(SHARED_EVAL, path), 'utf8') : null),
  startCloud,
  startVoiceLive,
};

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Paths of all test files of the browser, from the root of the checkout. */
export const testFiles = (): string[] =>
  ['test/browser', 'test/isolated'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => `${folder}/${path}`)
      .toSorted(),
  );

/** Builds the page and runs test files in a browser, one after the other, each in a tab of its own. */
export async function runSuite(kind: BrowserKind, { mode, files, only, isolated = false, onFile = () => undefined }: SuiteOptions): Promise<SuiteRun> {
  const server = await SuiteServer.start(mode);
  const profile = await mkdtemp(join(tmpdir(), 'memoair-browsers-'));
  let browser: Browser | undefined;
  try {
    const runs: FileRun[] = [];
    let version = '';
    for (const path of files) {
      browser ??= await kind.launch({ profile });
      ({ version } = browser);
      const { run, hung } = await runFile(browser, server, { path, only, isolated: isolated || path.startsWith('test/isolated/') });
      runs.push(run);
      onFile(run);
      if (!hung) continue;
      await browser.kill();
      browser = undefined;
    }
    return { browser: kind.name, version, files: runs };
  } finally {
    await browser?.close();
    await server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Asked {
  readonly path: string;
  readonly only: string | undefined;
  readonly isolated: boolean;
}

async function runFile(browser: Browser, server: SuiteServer, asked: Asked): Promise<{ readonly run: FileRun; readonly hung: boolean }> {
  const tests: Ended[] = [];
  let running = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tab = await browser.newTab();
  const { errors, hung } = await new Promise<{ readonly errors: readonly string[]; readonly hung: boolean }>((resolve) => {
    const patient = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => resolve({ errors: [`The page fell silent${running && ` in: ${running}`}`], hung: true }), SILENCE_MS);
    };
    const address = server.listen(asked, (told) => {
      patient();
      if (told.what === 'began') running = told.name;
      else if (told.what === 'ended') tests.push(told.test);
      else resolve({ errors: told.errors, hung: false });
    });
    patient();
    tab.load(address).catch((thrown: unknown) => resolve({ errors: [String(thrown)], hung: true }));
  });
  clearTimeout(timer);
  if (!hung) await tab.close();
  return { run: { path: asked.path, tests, errors }, hung };
}

/** Serves the page, the model and what tests ask for, and hears what pages tell. */
class SuiteServer {
  readonly #heard = new Map<string, (told: Told) => void>();
  readonly #mode: string;
  #site: Site | undefined;

  private constructor(mode: string) {
    this.#mode = mode;
  }

  static async start(mode: string): Promise<SuiteServer> {
    const model = await serveModel();
    const server = new SuiteServer(mode);
    server.#site = await buildSite({
      config: 'test/browsers/vite.config.ts',
      modes: [mode],
      server: (request, response) => model(request, response) || server.#serve(request, response),
    });
    return server;
  }

  /** Address of a page that runs a file. */
  listen({ path, only, isolated }: Asked, heard: (told: Told) => void): string {
    const run = String(this.#heard.size + 1);
    this.#heard.set(run, heard);
    const folder = isolated ? 'isolated/' : '';
    return `${this.#site!.url}${folder}${this.#mode}.html?${new URLSearchParams({ run, file: path, ...(only === undefined ? {} : { only }) })}`;
  }

  close = (): Promise<void> => this.#site!.close();

  /** False for files of the build. */
  #serve(request: IncomingMessage, response: ServerResponse): boolean {
    const [, first = '', second = ''] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    if (first === 'isolated') {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
      request.url = request.url!.slice('/isolated'.length);
      return false;
    }
    if (first === 'told') void text(request).then((body) => (this.#heard.get(second)?.(JSON.parse(body) as Told), response.end()));
    else if (first === 'command') void answerCommand(request, response, second);
    else return false;
    return true;
  }
}

async function answerCommand(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
  try {
    const value = await COMMANDS[name]!(...(JSON.parse(await text(request)) as never[]));
    response.end(JSON.stringify(value ?? null));
  } catch (thrown) {
    response.writeHead(500).end(String(thrown));
  }
}
