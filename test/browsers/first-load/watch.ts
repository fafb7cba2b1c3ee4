/** What a page noted of itself since it was opened; milliseconds from then. */
export interface Watched {
  firstPaint: number;
  largestPaint: number;
  readonly longTasks: { readonly at: number; readonly ms: number }[];
}

declare global {
  interface Window {
    watched: Watched;
  }
}

/** Runs in the page before all else. */
export function watch(): void {
  const watched: Watched = { firstPaint: 0, largestPaint: 0, longTasks: [] };
  window.watched = watched;
  const observe = (type: string, note: (entry: PerformanceEntry) => void): void =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe('paint', ({ name, startTime }) => name === 'first-contentful-paint' && (watched.firstPaint = startTime));
  observe('largest-contentful-paint', ({ startTime }) => (watched.largestPaint = startTime));
  observe('longtask', ({ startTime, duration }) => watched.longTasks.push({ at: startTime, ms: duration }));
}
