import { el, press } from '../../view/dom.ts';
import { ACCEPTED } from './read-file.ts';

/** Where files are dropped, or chosen with a button. */
export interface DropZone {
  readonly view: HTMLElement;
  /** Takes what is dropped anywhere on the page, which would otherwise leave it for the file. */
  listen(signal: AbortSignal): void;
}

export function createDropZone(chosen: (files: readonly File[]) => void): DropZone {
  const input = el('input', { type: 'file', multiple: true, accept: ACCEPTED, class: 'visually-hidden', tabindex: -1, 'aria-hidden': 'true' });
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) chosen(files);
  });
  const zone = el(
    'div',
    { class: 'drop-zone' },
    el('p', {}, 'Drop files here'),
    press('Choose files', 'primary', () => input.click()),
    el('p', { class: 'about' }, 'Text, Markdown, PDF, a JSON list of {id, text}, or an export of memories. 20 MB each.'),
    input,
  );
  // text that is dragged goes where a field takes it
  const over = (is: boolean) => (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    zone.classList.toggle('drop-zone--over', is);
  };
  const dropped = (event: DragEvent): void => {
    over(false)(event);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) chosen(files);
  };
  return {
    view: zone,
    listen: (signal) => {
      document.addEventListener('dragover', over(true), { signal });
      document.addEventListener('dragleave', over(false), { signal });
      document.addEventListener('drop', dropped, { signal });
    },
  };
}
