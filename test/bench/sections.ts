import { bandwidth } from './sections/bandwidth.ts';
import { native } from './sections/native.ts';
import { peers } from './sections/peers.ts';
import type { Section } from './section.ts';

/** In the order in which they run and are printed. */
export const SECTIONS: readonly Section[] = [bandwidth, peers, native];
