import { runtimePages } from '../host/runtime-page.ts';
import { quantile } from '../measure/quantiles.ts';
import type { Cell } from '../report/table.ts';
import type { Section } from '../section.ts';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly args?: { readonly name?: string; readonly src_file?: string };
  /** Microseconds: wall, and what the thread itself computed. */
  readonly dur?: number;
  readonly tdur?: number;
}

/** Collections of garbage: inside a task, and tasks that the heap gives itself. */
const COLLECTIONS = new Set(['MinorGC', 'MajorGC']);
const HEAP = 'v8/src/heap/';

interface Task {
  /** Milliseconds from begin to end. */
  readonly wall: number;
  /** What the thread itself computed, and that without collecting garbage. */
  readonly computed: number;
  readonly without: number;
}

/** Tasks of the page's own thread between the marks, which leave out what the trace itself costs at its ends. */
function mainTasks(events: readonly TraceEvent[]): Task[] {
  const mark = (name: string): number => events.find((event) => event.name === name)?.ts ?? Number.NaN;
  const [begin, end] = [mark('recalls-begin'), mark('recalls-end')];
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const tasks = mains.map(({ pid, tid }) => {
    const own = events.filter((event) => event.pid === pid && event.tid === tid && event.ph === 'X' && event.ts > begin && event.ts < end);
    const collections = own.filter(({ name }) => COLLECTIONS.has(name));
    return own
      .filter(({ name }) => name === 'ThreadControllerImpl::RunTask')
      .map((task): Task => {
        const inside = collections.filter(({ ts }) => ts >= task.ts && ts < task.ts + (task.dur ?? 0));
        const computed = task.tdur ?? task.dur ?? 0;
        const collecting = task.args?.src_file?.startsWith(HEAP) ? computed : inside.reduce((sum, { tdur, dur = 0 }) => sum + (tdur ?? dur), 0);
        return { wall: (task.dur ?? 0) / 1_000, computed: computed / 1_000, without: (computed - collecting) / 1_000 };
      });
  });
  return tasks.reduce((most, each) => (each.length > most.length ? each : most), []);
}

function row(what: string, times: readonly number[]): Readonly<Record<string, Cell>> {
  return { what, tasks: times.length, p50: quantile(times, 0.5), p99: quantile(times, 0.99), longest: Math.max(...times) };
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
    await browser.browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing', 'devtools.timeline'] });
    await page.evaluate((n) => window.runtimeBench.onlyRecalls(n), count);
    const trace = JSON.parse((await browser.browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] };
    await page.evaluate(() => window.runtimeBench.close());
    const tasks = mainTasks(trace.traceEvents);
    if (tasks.length < count) throw new Error('The trace does not hold the tasks of the page’s thread.');
    const without = tasks.map((task) => task.without);
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
            row('computed by the thread', without),
            row(
              'the same with collections of garbage',
              tasks.map(({ computed }) => computed),
            ),
            row(
              'from begin to end, with what else the machine did',
              tasks.map(({ wall }) => wall),
            ),
          ],
          notes: ['Chromium’s own trace of everything on the thread. It collects garbage once in some five hundred recalls.'],
        },
      ],
      ratios: [{ name: 'mainThreadMs', value: Math.max(...without) }],
    };
  },
};
