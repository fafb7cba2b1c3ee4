import { largestFileBytes } from './folder-size.ts';

const POLL_MS = 200;

/** Reports how far the largest file in a folder has grown, until the returned function is called. */
export function watchGrowth(folder: string, onBytes: (bytes: number) => void): () => void {
  let seen = 0;
  let over = false;
  const look = async (): Promise<void> => {
    const bytes = await largestFileBytes(folder);
    if (over || bytes <= seen) return;
    seen = bytes;
    onBytes(bytes);
  };
  const timer = setInterval(() => void look(), POLL_MS);
  return () => {
    over = true;
    clearInterval(timer);
  };
}
