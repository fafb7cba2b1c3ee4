import type { ScanThreadStart } from '../../../worker/search/vectors/scan-job.ts';
import { runScanThread } from '../../../worker/search/vectors/scan-thread.ts';

addEventListener('message', ({ data }: MessageEvent<ScanThreadStart>) => runScanThread(data), { once: true });
