import type { Alert } from '../alert.ts';
import { el, press } from '../../view/dom.ts';
import { flushNow, listOutbox, pullNow, retryAll, retryEvent, type OutboxListResponse, type StatsResponse } from '../local-api.ts';
import { many, moment, number } from '../words.ts';
import { kindWords, reasonWords, stateWords } from './outbox-words.ts';

/** What waits on this device, and what was refused. */
export interface OutboxView {
  readonly view: HTMLElement;
  show(outbox: OutboxListResponse, sync: StatsResponse['sync']): void;
}

type Event = OutboxListResponse['items'][number];

/** Looks again at once. */
type Look = () => Promise<void>;

export function createOutboxView(alert: Alert, announce: (text: string) => void, look: Look): OutboxView {
  const pending = el('strong', { class: 'figure' }, '–');
  const state = el('p', { class: 'sync-state' });
  const reason = el('p', { class: 'about' });
  const list = el('ol', { class: 'list outbox-list' });
  const rest = el('p', { class: 'about' });
  let listed = '';
  const act = (name: string, work: () => Promise<string>): HTMLButtonElement =>
    press(name, 'small', () => void alert.trying(async () => announce(await work())).then(look));
  const retry = act('Retry all', async () => `${many((await retryAll()).retried, 'event')} will be sent again.`);
  const flush = act('Flush now', async () => {
    const { pushed, pending: left } = await flushNow();
    return `${many(pushed, 'event')} sent, ${number(left)} left.`;
  });
  const pull = act('Pull now', () => pullNow().then(() => 'The cloud was asked.'));
  const one = (id: string): Promise<void> => alert.trying(() => retryEvent(id)).then(look);

  return {
    view: el(
      'section',
      { class: 'card sync-card', 'aria-labelledby': 'outbox-title' },
      el('h2', { id: 'outbox-title' }, 'This device'),
      el('p', { class: 'figure-line' }, pending, ' waiting to be sent'),
      state,
      reason,
      el('div', { class: 'panel-tools' }, flush, pull, retry),
      list,
      rest,
    ),
    show: (outbox, sync) => {
      pending.textContent = number(outbox.pending);
      state.textContent = stateWords(sync, outbox.dead);
      const last = sync.lastSyncAt === null ? 'Never spoken to the cloud yet.' : `Last spoken to the cloud ${moment(sync.lastSyncAt)}.`;
      reason.textContent = [sync.reason === undefined ? '' : reasonWords(sync.reason), last].filter(Boolean).join(' ');
      retry.hidden = outbox.dead === 0;
      flush.hidden = pull.hidden = sync.cloud === 'none';
      // rows are made anew only when they changed: focus stays in the list
      const rows = outbox.items.map((event) => JSON.stringify(event)).join();
      if (listed !== rows) {
        listed = rows;
        list.replaceChildren(...outbox.items.map((event) => eventView(event, one)));
      }
      const left = outbox.pending + outbox.dead - outbox.items.length;
      rest.textContent = left > 0 ? `and ${number(left)} more` : '';
    },
  };
}

function eventView({ id, kind, at, attempts, deadReason }: Event, retry: (id: string) => Promise<void>): HTMLElement {
  const tried = attempts === 0 ? null : el('span', { class: 'badge' }, `tried ${many(attempts, 'time')}`);
  const dead = deadReason === null ? null : el('span', { class: 'badge badge--bad' }, `refused: ${deadReason}`);
  const again = deadReason === null ? null : press('Retry', 'quiet small', () => void retry(id));
  return el(
    'li',
    { class: 'outbox-event' },
    el('span', {}, kindWords(kind)),
    at === null ? null : el('time', { datetime: at, class: 'about' }, moment(at)),
    tried,
    dead,
    again,
  );
}

/** The events that are shown. */
export const readOutbox = (): Promise<OutboxListResponse> => listOutbox(null, 20);
