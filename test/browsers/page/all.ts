import './state.ts';
import '../../support/patience.ts';
import { runPage } from './run-page.ts';

await runPage(import.meta.glob(['../../browser/**/*.test.ts', '../../isolated/**/*.test.ts']));
