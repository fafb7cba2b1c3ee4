import type { Panel } from './panel.ts';

/** A panel that looks again and again while somebody sees it: `look` never rejects, and the next one waits for it. */
export function whileShown(everyMs: number, look: () => Promise<void>): Required<Panel> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown = false;
  const again = async (): Promise<void> => {
    clearTimeout(timer);
    if (!document.hidden) await look();
    clearTimeout(timer);
    if (shown) timer = setTimeout(() => void again(), everyMs);
  };
  return {
    show: () => {
      shown = true;
      void again();
    },
    hide: () => {
      shown = false;
      clearTimeout(timer);
    },
  };
}
