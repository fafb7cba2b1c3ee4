import { press, el } from '../../view/dom.ts';
import { download } from '../download.ts';
import { exportMemories, importMemories } from '../local-api.ts';
import { createProgress } from '../progress.ts';
import { entriesOf, type ImportEntry } from '../import-entries.ts';
import { many, size } from '../words.ts';
import type { ListParts } from './memory-list.ts';

const BATCH = 500;
const MOST_BYTES = 60_000_000;

/** The buttons that carry the memory out as JSON Lines and bring it in again. */
export function bindTransfer({ alert, announce, changed }: ListParts): { readonly view: HTMLElement; readonly buttons: readonly HTMLElement[] } {
  const progress = createProgress();
  const file = el('input', { type: 'file', accept: '.jsonl,.ndjson,.json', class: 'visually-hidden', tabindex: -1, 'aria-hidden': 'true' });
  const carryOut = (): Promise<void> =>
    progress.during('Exporting', async ({ signal }) => {
      const lines = await exportMemories(signal);
      download(lines, `memories-${new Date().toISOString().slice(0, 10)}.jsonl`);
      announce(`Exported ${size(lines.size)}.`);
    });
  const bringIn = (from: File): Promise<void> =>
    progress.during('Importing', async ({ signal, report }) => {
      if (from.size > MOST_BYTES) throw new Error(`This file has ${size(from.size)}; an import takes ${size(MOST_BYTES)}. Split it by lines.`);
      const entries = entriesOf(await from.text());
      const done = { imported: 0, updated: 0, unchanged: 0 };
      for (let at = 0; at < entries.length; at += BATCH) {
        const batch: readonly ImportEntry[] = entries.slice(at, at + BATCH);
        const answer = await importMemories(batch, signal);
        for (const name of ['imported', 'updated', 'unchanged'] as const) done[name] += answer[name];
        report((at + batch.length) / entries.length, `${many(at + batch.length, 'entry', 'entries')} of ${many(entries.length, 'entry', 'entries')}`);
      }
      announce(`Imported: ${done.imported} new, ${done.updated} changed, ${done.unchanged} known already.`);
    });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    file.value = '';
    // what was brought in before it failed or was cancelled is there
    if (chosen) void alert.trying(() => bringIn(chosen)).finally(changed);
  });
  const buttons = [press('Export', 'small', () => void alert.trying(carryOut)), press('Import', 'small', () => file.click()), file];
  return { view: progress.view, buttons };
}
