import { bandwidth } from './sections/bandwidth.ts';
import { native } from './sections/native.ts';
import { ack } from './sections/ack.ts';
import { edge } from './sections/edge.ts';
import { encryption } from './sections/encryption.ts';
import { mainThread } from './sections/main-thread.ts';
import { peers } from './sections/peers.ts';
import { projection } from './sections/projection.ts';
import { recall } from './sections/recall.ts';
import { scan } from './sections/scan.ts';
import { stages } from './sections/stages.ts';
import { users } from './sections/users.ts';
import { voice } from './sections/voice.ts';
import { warmStart } from './sections/warm-start.ts';
import type { Section } from './section.ts';

/** In the order in which they run and are printed. */
export const SECTIONS: readonly Section[] = [
  bandwidth,
  scan,
  stages,
  recall,
  warmStart,
  projection,
  ack,
  encryption,
  mainThread,
  voice,
  users,
  peers,
  edge,
  native,
];
