import { make } from './dom.ts';

/** contextText verbatim, its headings set off. */
export function contextView(contextText: string): HTMLElement {
  if (contextText === '') return make('p', { class: 'empty' }, 'Empty: nothing is remembered yet.');
  const view = make('pre', { class: 'context', tabindex: '0', 'aria-label': 'contextText' });
  contextText.split('\n').forEach((line, i) => {
    if (i > 0) view.append('\n');
    view.append(line.startsWith('## ') ? make('span', { class: 'lane-heading' }, line) : line);
  });
  return view;
}
