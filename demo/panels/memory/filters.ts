import { LANES, type LaneName } from '../../wire.ts';
import { el } from '../../view/dom.ts';
import { number } from '../words.ts';

/** What of the memory is looked at. */
export interface Filter {
  /** Undefined: all of them. */
  readonly lane: LaneName | undefined;
  readonly q: string;
}

/** The search field and the lanes above the list. */
export interface Filters {
  readonly view: HTMLElement;
  count(lane: LaneName, items: number): void;
}

/** A person has stopped typing for so long, in milliseconds. */
const PAUSE_MS = 180;

const NAMES: Readonly<Record<LaneName | 'all', string>> = { all: 'Everything', profile: 'Profile', working: 'Working', permanent: 'Permanent', org: 'Org' };

export function createFilters(changed: (filter: Filter) => void): Filters {
  const counts = new Map<LaneName, HTMLElement>();
  const search = el('input', {
    type: 'search',
    class: 'field',
    placeholder: 'Search what is remembered',
    'aria-label': 'Search what is remembered',
    autocomplete: 'off',
    dir: 'auto',
  });
  const lanes = el('fieldset', { class: 'lane-filter' }, el('legend', { class: 'visually-hidden' }, 'Lane'));
  for (const lane of ['all', ...LANES] as const) {
    const count = el('span', { class: 'lane-filter-count' });
    if (lane !== 'all') counts.set(lane, count);
    const radio = el('input', { type: 'radio', name: 'memory-lane', value: lane, checked: lane === 'all' });
    lanes.append(el('label', { class: 'lane-filter-one', 'data-lane': lane === 'all' ? undefined : lane }, radio, el('span', {}, NAMES[lane], count)));
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (): void => {
    clearTimeout(timer);
    const lane = lanes.querySelector<HTMLInputElement>('input:checked')?.value;
    changed({ lane: LANES.find((known) => known === lane), q: search.value });
  };
  lanes.addEventListener('change', tell);
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE_MS);
  });
  return {
    view: el('search', { class: 'memory-filters' }, search, lanes),
    count: (lane, items) => {
      const count = counts.get(lane);
      if (count) count.textContent = number(items);
    },
  };
}
