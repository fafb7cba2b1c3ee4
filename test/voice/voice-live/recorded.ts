import type { Verdict } from './judge.ts';
import recorded from './frames.json' with { type: 'json' };

/** What the vendor's SDK sent when it was recorded here. */
export const RECORDED: Pick<Verdict, 'frames' | 'connections'> = recorded;
