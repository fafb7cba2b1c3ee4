import { el, press } from '../../view/dom.ts';
import type { Work } from '../progress.ts';
import { size, wordsOf } from '../words.ts';
import { readFile } from './read-file.ts';
import { sendContents } from './send-contents.ts';

/** Of a file's bar reading it is so much, sending it the rest. */
const READING = 0.2;
const CANCELLED = 'cancelled; what was sent before stays';

/** One file on its way in. */
export interface FileRow {
  readonly view: HTMLElement;
  /** Reads and sends it; never rejects. True when all of it is in. `told` hears how far it is, 0 to 1. */
  run(index: string, told: (share: number) => void): Promise<boolean>;
  /** Stops it, under way or still to come. */
  cancel(): void;
}

export function createFileRow(file: File): FileRow {
  const stop = new AbortController();
  const state = el('span', { class: 'file-state' }, 'waits');
  const bar = el('progress', { class: 'meter', max: 1, value: 0, 'aria-label': `Progress of ${file.name}` });
  const cancel = press('Cancel', 'quiet small', () => finish(CANCELLED, ''));
  cancel.setAttribute('aria-label', `Cancel ${file.name}`);
  const view = el(
    'li',
    { class: 'file' },
    el('div', { class: 'file-head' }, el('strong', { dir: 'auto' }, file.name), el('span', { class: 'about' }, size(file.size)), state, cancel),
    bar,
  );

  const finish = (words: string, tone: '' | 'good' | 'bad'): void => {
    stop.abort();
    state.textContent = words;
    state.className = `file-state ${tone === '' ? '' : `file-state--${tone}`}`;
    bar.hidden = true;
    cancel.hidden = true;
  };

  return {
    view,
    cancel: () => {
      if (!stop.signal.aborted) finish(CANCELLED, '');
    },
    run: async (index, told) => {
      const { signal } = stop;
      if (signal.aborted) return false;
      const work = (from: number, to: number, doing: string): Work => ({
        signal,
        report: (share, words) => {
          bar.value = from + (to - from) * share;
          if (!signal.aborted) state.textContent = `${doing} ${words}`;
          told(bar.value);
        },
      });
      try {
        state.textContent = 'reading';
        const contents = await readFile(file, work(0, READING, 'reading'));
        const taken = await sendContents(contents, index, work(READING, 1, 'taking in'));
        if (signal.aborted) return false;
        finish(`in: ${taken}`, 'good');
        return true;
      } catch (thrown) {
        if (!signal.aborted) finish(wordsOf(thrown), 'bad');
        return false;
      } finally {
        told(1);
      }
    },
  };
}
