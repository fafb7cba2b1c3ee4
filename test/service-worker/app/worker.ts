/** A dedicated worker of the app. */
import { xhr } from './ask.ts';

addEventListener('message', ({ data }: MessageEvent<{ path: string; body?: string }>) => {
  void xhr(data.path, data.body).then((answered) => postMessage(answered));
});
