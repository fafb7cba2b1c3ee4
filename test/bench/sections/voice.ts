import { runtimePages } from '../host/runtime-page.ts';
import { quantile } from '../measure/quantiles.ts';
import type { Cell } from '../report/table.ts';
import type { Section } from '../section.ts';
import type { TurnTime } from '../voice/protocol.ts';

/** Turns in each mode of one call: it is told how far it is in between. */
const CALL = 5;

function row(what: string, turns: readonly TurnTime[]): Readonly<Record<string, Cell>> {
  const times = turns.flatMap(({ injectedMs }) => injectedMs ?? []);
  return { what, turns: turns.length, p50: quantile(times, 0.5), p95: quantile(times, 0.95), worst: Math.max(...times), without: turns.length - times.length };
}

export const voice: Section = {
  id: 'voice',
  title: 'A talk: from the end of speech to what is remembered before the model',
  async run({ browser, options, progress, signal }) {
    const half = options.quick ? 1_000 : 10_000;
    const rounds = options.quick ? 4 : 40;
    await using pages = await runtimePages(browser, 'voice.html');
    const page = await pages.open();
    progress(`voice: writing ${2 * half} items`);
    await page.evaluate((size) => window.voiceBench.seed(size), { permanent: half, org: half });
    progress('voice: opening the runtime');
    await page.evaluate((speed) => window.voiceBench.open(speed), options.quick ? 10 : 1);
    await page.evaluate(() => window.voiceBench.talk(1));
    const all: TurnTime[] = [];
    for (let done = 0; done < rounds; done += CALL) {
      signal.throwIfAborted();
      progress(`voice: turn ${done} of ${rounds}, in each mode`);
      all.push(...(await page.evaluate((count) => window.voiceBench.talk(count), Math.min(CALL, rounds - done))));
    }
    await page.evaluate(() => window.voiceBench.close());
    const [plain, speculative] = [all.filter(({ mode }) => mode === 'plain'), all.filter(({ mode }) => mode === 'speculative')];
    const median = (turns: readonly TurnTime[]): number =>
      quantile(
        turns.flatMap(({ injectedMs }) => injectedMs ?? []),
        0.5,
      );
    return {
      tables: [
        {
          id: 'voice',
          title: `A scripted talk over the realtime adapter, ${half} memories and ${half} org chunks: end of speech to context injected, milliseconds`,
          columns: [
            { key: 'what', label: 'what' },
            { key: 'turns', label: 'turns', digits: 0 },
            { key: 'p50', label: 'median' },
            { key: 'p95', label: 'p95' },
            { key: 'worst', label: 'worst' },
            { key: 'without', label: 'without memory', digits: 0 },
          ],
          rows: [
            row('without speculative recall', plain),
            row('with speculative recall', speculative),
            row(
              '  partial transcripts had all of it',
              speculative.filter(({ foretold }) => foretold),
            ),
            row(
              '  the last word came with the final transcript',
              speculative.filter(({ foretold }) => !foretold),
            ),
          ],
          notes: [
            'Words come as partial transcripts at 171 a minute, 500 ms of silence end the turn, and the final transcript comes with its end.',
            'Both in turn over one runtime, each turn another question; its answer is spoken and saved before the next.',
          ],
        },
      ],
      ratios: [
        { name: 'voiceInjectedMs', value: median(plain) },
        { name: 'voiceInjectedSpeculativeMs', value: median(speculative) },
      ],
    };
  },
};
