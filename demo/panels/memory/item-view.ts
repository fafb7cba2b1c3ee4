import { el, pair, press } from '../../view/dom.ts';
import type { MemoryItem } from '../local-api.ts';
import { many, moment } from '../words.ts';
import { editFact } from './edit-fact.ts';
import { forgetOne, forgetItsSession } from './forget.ts';
import { showHistory } from './history.ts';
import type { ListParts } from './memory-list.ts';

const KINDS: Readonly<Record<MemoryItem['kind'], string>> = { fact: 'Fact', episode: 'Turn', chunk: 'Passage', profile: 'Profile', brief: 'Brief' };

/** One memory, with all that is known of it and what can be done about it. */
export function itemView(item: MemoryItem, parts: ListParts): HTMLElement {
  const { lane, kind, text, validTo, matchKey, occurredAt, docId } = item;
  const when = occurredAt ?? item.validFrom;
  const [said = '', ...answered] = kind === 'episode' ? text.split('\n') : [text];
  return el(
    'li',
    { class: `memory-item${validTo === undefined ? '' : ' memory-item--past'}`, 'data-lane': lane },
    el(
      'div',
      { class: 'memory-head' },
      el('span', { class: 'memory-kind' }, KINDS[kind]),
      when === undefined ? null : el('time', { datetime: when }, moment(when)),
      docId === undefined ? null : el('span', {}, docId),
      matchKey === undefined ? null : el('code', {}, matchKey),
      validTo === undefined ? null : el('span', { class: 'badge badge--warn' }, `held until ${moment(validTo)}`),
    ),
    el('p', { class: 'memory-text', dir: 'auto' }, said),
    answered.length === 0 ? null : el('p', { class: 'memory-answer', dir: 'auto' }, answered.join('\n')),
    el('div', { class: 'memory-actions' }, details(item), ...actions(item, parts)),
  );
}

function details({ memoryId, lane, index, matchKey, validFrom, validTo, sessionId, turnId, metadata }: MemoryItem): HTMLElement {
  const rows: readonly (readonly [name: string, value: string | undefined])[] = [
    ['Id', memoryId],
    ['Lane', lane],
    ['Index', index],
    ['Match key', matchKey],
    ['Holds from', validFrom && moment(validFrom)],
    ['Holds until', validFrom && (validTo === undefined ? 'further notice' : moment(validTo))],
    ['Said in session', sessionId],
    ['In its turn', turnId],
    ['Metadata', metadata && JSON.stringify(metadata)],
  ];
  const known = rows.flatMap(([name, value]) => (value === undefined ? [] : [pair(name, value)]));
  return el('details', { class: 'memory-details' }, el('summary', {}, 'Details'), el('dl', {}, ...known));
}

function actions(item: MemoryItem, parts: ListParts): readonly HTMLElement[] {
  const { kind, matchKey, sessionId } = item;
  const action = (name: string, looks: string, work: () => Promise<string | null>): HTMLElement => {
    const button = press(name, `quiet small ${looks}`, () => {
      void parts.alert.trying(async () => {
        const done = await work();
        if (done === null) return;
        parts.announce(done);
        parts.changed();
      });
    });
    button.setAttribute('aria-label', `${name}: ${item.text.slice(0, 60)}`);
    return button;
  };
  const forget = action('Forget', 'danger', async () => counted(await forgetOne(item)));
  if (kind === 'fact') {
    const history = matchKey === undefined ? [] : [action('History', '', () => showHistory(matchKey).then(() => null))];
    return [...history, action('Edit', '', () => editFact(item)), forget];
  }
  if (kind !== 'episode' || sessionId === undefined) return [];
  return [action('Forget session', 'danger', async () => counted(await forgetItsSession(sessionId))), forget];
}

function counted(forgotten: number | null): string | null {
  return forgotten === null ? null : `Forgotten: ${many(forgotten, 'memory', 'memories')}.`;
}
