import { runtimePages } from '../host/runtime-page.ts';
import { quantile } from '../measure/quantiles.ts';
import type { Section } from '../section.ts';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
  /** Microseconds: wall, and what the thread itself computed. */
  readonly dur?: number;
  readonly tdur?: number;
}

/** Tasks of the page's own thread: the renderer that did most. */
function mainTasks(events: readonly TraceEvent[]): TraceEvent[] {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const tasks = mains.map(({ pid, tid }) =>
    events.filter((event) => event.pid === pid && event.tid === tid && event.name === 'ThreadControllerImpl::RunTask' && event.ph === 'X'),
  );
  return tasks.reduce((most, each) => (each.length > most.length ? each : most), []);
}

export const mainThread: Section = {
  id: 'main-thread',
  title: 'What the page’s own thread feels of it',
  async run({ browser, options, progress }) {
    await using pages = await runtimePages(browser);
    const page = await pages.open();
    progress('main thread: opening the runtime');
    await page.evaluate(() => window.runtimeBench.seed({ permanent: 10_000, org: 10_000 }));
    await page.evaluate(() => window.runtimeBench.open(1));
    const count = options.quick ? 100 : 1_000;
    await page.evaluate(() => window.runtimeBench.onlyRecalls(100));
    progress(`main thread: tracing ${count} recalls`);
    await browser.browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
    await page.evaluate((n) => window.runtimeBench.onlyRecalls(n), count);
    const trace = JSON.parse((await browser.browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] };
    await page.evaluate(() => window.runtimeBench.close());
    const tasks = mainTasks(trace.traceEvents);
    if (tasks.length < count) throw new Error('The trace does not hold the tasks of the page’s thread.');
    const wall = tasks.map(({ dur = 0 }) => dur / 1_000);
    const computed = tasks.map(({ tdur, dur = 0 }) => (tdur ?? dur) / 1_000);
    return {
      tables: [
        {
          id: 'main-thread',
          title: `Tasks of the page’s thread during ${count} recalls among 10k + 10k items, milliseconds`,
          columns: [
            { key: 'what', label: 'what' },
            { key: 'tasks', label: 'tasks', digits: 0 },
            { key: 'p50', label: 'p50', digits: 3 },
            { key: 'p99', label: 'p99', digits: 3 },
            { key: 'longest', label: 'longest' },
          ],
          rows: [
            {
              what: 'computed by the thread',
              tasks: tasks.length,
              p50: quantile(computed, 0.5),
              p99: quantile(computed, 0.99),
              longest: Math.max(...computed),
            },
            {
              what: 'from begin to end, with what else the machine did',
              tasks: tasks.length,
              p50: quantile(wall, 0.5),
              p99: quantile(wall, 0.99),
              longest: Math.max(...wall),
            },
          ],
          notes: ['Chromium’s own trace of the thread: everything on it, garbage collection included.'],
        },
      ],
      ratios: [{ name: 'mainThreadMs', value: Math.max(...computed) }],
    };
  },
};
