import { createAlert } from '../alert.ts';
import { el, press } from '../../view/dom.ts';
import type { MountPanel } from '../panel.ts';
import { many } from '../words.ts';
import { createDropZone } from './drop-zone.ts';
import { createFileRow, type FileRow } from './file-row.ts';
import { createIndexList } from './index-list.ts';
import { createTypeDocument } from './type-document.ts';

const MOST_FILES = 50;

/** The org lane: what a workspace knows, the same for all of its people. */
export const mountDocuments: MountPanel = (host, { announce, status }) => {
  const alert = createAlert();
  const looking = createAlert();
  const index = el('input', { value: 'documents', required: true, maxlength: 120, autocomplete: 'off' });
  const words = el('span', {});
  const bar = el('progress', { class: 'meter', max: 1, value: 0 });
  const stopAll = press('Cancel all', 'quiet small', () => rows.forEach((row) => row.cancel()));
  const whole = el('div', { class: 'progress', hidden: true }, el('label', {}, words, bar), stopAll);
  const files = el('ol', { class: 'list files' });
  const indexes = createIndexList(looking);
  let rows: FileRow[] = [];
  let last: Promise<void> = Promise.resolve();

  const indexName = (): string => index.value.trim() || 'documents';
  const typed = createTypeDocument(alert, indexName, () => {
    void indexes.reload();
    void status.refresh();
  });

  const take = async (waiting: readonly FileRow[], name: string): Promise<void> => {
    rows = [...rows, ...waiting];
    let done = 0;
    const report = (share: number): void => {
      bar.value = (done + share) / waiting.length;
      words.textContent = `File ${Math.min(done + 1, waiting.length)} of ${waiting.length}`;
    };
    whole.hidden = false;
    let taken = 0;
    for (const row of waiting) {
      report(0);
      if (await row.run(name, report)) taken++;
      done++;
      await indexes.reload();
    }
    whole.hidden = true;
    rows = rows.filter((row) => !waiting.includes(row));
    announce(`${taken} of ${many(waiting.length, 'file')} taken in.`);
    void status.refresh();
  };

  const drop = createDropZone((chosen) => {
    const some = chosen.slice(0, MOST_FILES);
    const waiting = some.map(createFileRow);
    files.prepend(...waiting.map(({ view }) => view));
    if (chosen.length > MOST_FILES) announce(`${MOST_FILES} files are taken at a time. Bring in the others after them.`);
    const name = indexName();
    last = last.then(() => take(waiting, name));
  });

  host.append(
    el(
      'p',
      { class: 'about panel-about' },
      'What your organisation knows: opening hours, prices, handbooks. Everybody of this workspace finds it, whoever brought it in, and recall goes by words at once and by meaning as soon as each passage is embedded.',
    ),
    el('div', { class: 'documents-bring' }, drop.view, el('label', { class: 'field documents-name' }, 'Into the index', index), typed),
    alert.view,
    looking.view,
    whole,
    files,
    indexes.view,
  );
  let listening = new AbortController();
  return {
    show: () => {
      listening.abort();
      listening = new AbortController();
      drop.listen(listening.signal);
      void indexes.reload();
    },
    hide: () => listening.abort(),
  };
};
