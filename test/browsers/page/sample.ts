import './state.ts';
import '../../support/patience.ts';
import { runPage } from './run-page.ts';

await runPage({
  ...import.meta.glob(['../../browser/store/mend-head.test.ts', '../../browser/voice/{playback,voice-live}.test.ts']),
  '../../browsers/page/wrong.ts': () => import('./wrong.ts'),
});
