import { chromium, type Browser, type Page } from 'playwright';
import { CHROME_ARGS, findChrome } from '../../support/chrome.ts';
import type { JobArgs, JobName, JobResult } from '../page/jobs.ts';
import type { Limits, Outcome } from '../page/protocol.ts';
import { serveFolder } from './serve.ts';

/** Counts a worker's memory at once instead of at the next collection. */
const COUNT_AT_ONCE = '--enable-blink-features=ForceEagerMeasureMemory';

export interface JobOptions {
  /** Milliseconds that a phase of the job may last. */
  readonly limits?: Limits;
  readonly onPhase?: (name: string) => void;
}

/** The bench's page, served cross-origin isolated, in a Chromium of its own. */
export interface BenchBrowser extends AsyncDisposable {
  readonly version: string;
  /** Where the page is served. */
  readonly url: string;
  readonly browser: Browser;
  /** A fresh page without storage, closed by whoever asked for it. */
  openPage(): Promise<Page>;
  /** Does a job in a fresh worker of a fresh page. Rejects only when the run is aborted. */
  runJob<Name extends JobName>(name: Name, args: JobArgs<Name>, options?: JobOptions): Promise<Outcome<JobResult<Name>>>;
}

export async function openBrowser(folder: string, modelFolder: string, signal: AbortSignal): Promise<BenchBrowser> {
  const served = await serveFolder(folder, modelFolder);
  const browser = await chromium.launch({ executablePath: findChrome(), args: [...CHROME_ARGS, COUNT_AT_ONCE], handleSIGINT: false, handleSIGTERM: false });
  const openPage = async (): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(served.url);
    if (!(await page.evaluate(() => crossOriginIsolated))) throw new Error('The page is not cross-origin isolated.');
    return page;
  };
  return {
    version: browser.version(),
    url: served.url,
    browser,
    openPage,
    async runJob(name, args, { limits = {}, onPhase } = {}) {
      signal.throwIfAborted();
      const page = await openPage();
      try {
        if (onPhase) await page.exposeFunction('reportPhase', onPhase);
        const crashed = new Promise<Outcome<never>>((resolve) => {
          page.once('crash', () => resolve({ kind: 'failed', message: 'the page crashed, probably out of memory' }));
        });
        const job = page.evaluate(([request, allowed]) => window.runJob(request, allowed), [{ name, args }, limits] as const);
        return (await Promise.race([job, crashed])) as Outcome<JobResult<typeof name>>;
      } catch (error) {
        signal.throwIfAborted();
        return { kind: 'failed', message: (error as Error).message.split('\n')[0]! };
      } finally {
        await page.close().catch(() => undefined);
      }
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await served.close();
    },
  };
}
