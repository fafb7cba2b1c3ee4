import type { LineRef } from '../wire.ts';
import { make, spoken } from './dom.ts';
import { day } from './format.ts';

/** contextText verbatim, its headings set off, and beside each line why it stands there. */
export function contextView(contextText: string, lines: readonly LineRef[]): HTMLElement {
  if (contextText === '') return make('p', { class: 'empty' }, 'Empty: nothing is remembered yet.');
  const view = make('div', { class: 'context', tabindex: '0', role: 'region', 'aria-label': 'contextText' });
  // a line is told from its first character on; its dash stands before that
  const dash = 2;
  const refs = new Map(lines.map((ref) => [ref.start - dash, ref]));
  let at = 0;
  let lane = '';
  for (const line of contextText.split('\n')) {
    const ref = refs.get(at);
    // text that was stored cannot forge a heading
    const heading = line.startsWith('## ');
    if (heading) lane = line.slice('## '.length);
    const text = make('code', { dir: 'auto', ...(heading && { class: 'lane-heading' }) }, line);
    view.append(make('div', { class: 'context-line', ...(line !== '' && { 'data-lane': lane }) }, text, ...(ref ? [whyView(ref)] : [])));
    at += line.length + 1;
  }
  return view;
}

function whyView(ref: LineRef): HTMLElement {
  const { matched = [], validTo } = ref.why ?? {};
  const parts = [
    ...matched.map((word) => make('span', { class: 'badge badge--mark' }, word)),
    ...(validTo === undefined ? [] : [make('span', { class: 'badge badge--warn' }, `until ${day(validTo)}`)]),
    make('span', { class: 'why-reason' }, [reasonOf(ref), sourceOf(ref)].filter(Boolean).join(', ')),
  ];
  return make('span', { class: 'why', title: titleOf(ref) }, spoken('found by: '), ...parts);
}

/** A cosine from here on says that the meaning is near. */
const NEAR = 0.3;

function reasonOf({ lane, id, why }: LineRef): string {
  if (why?.lexical === undefined) return lane === 'profile' ? 'profile' : id.startsWith('brief:') ? 'brief' : 'latest turn';
  const { matched = [], dense = 0, lexical } = why;
  const meaning = dense >= NEAR ? `meaning ${dense.toFixed(2)}` : '';
  const around = matched.length === 0 && lexical > 0 ? 'words beside it' : '';
  return [meaning, around].filter(Boolean).join(', ') || (matched.length > 0 ? 'words' : 'nearest');
}

/** Since when it holds, or when it was said. */
const sourceOf = ({ why }: LineRef): string => (why?.validFrom === undefined ? '' : day(why.validFrom));

function titleOf({ id, score, why }: LineRef): string {
  const scores = why?.lexical === undefined ? [] : [`words ${why.lexical}`, `meaning ${why.dense ?? 0}`];
  return [id, `score ${score.toFixed(2)}`, ...scores, why?.validFrom && day(why.validFrom)].filter(Boolean).join(' · ');
}
