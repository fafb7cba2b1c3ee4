const DAY_MS = 86_400_000;

const clocks = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const weekdays = new Intl.DateTimeFormat('en', { weekday: 'long' });
const days = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long' });
const years = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' });

/** A date as one says it to somebody, as in “on Tuesday”; empty for what is no date. `now` in epoch milliseconds. */
export function spokenDate(iso: string | undefined, now: number): string {
  const at = iso === undefined ? Number.NaN : Date.parse(iso);
  if (Number.isNaN(at)) return '';
  const daysAgo = Math.round((midnight(now) - midnight(at)) / DAY_MS);
  if (daysAgo === 0) return now - at < 60_000 ? 'just now' : `today at ${clocks.format(at)}`;
  if (daysAgo === 1) return 'yesterday';
  if (daysAgo > 1 && daysAgo < 7) return `on ${weekdays.format(at)}`;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return `on ${(sameYear ? days : years).format(at)}`;
}

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
