import { answerLoopback } from '../../../src/loopback/service-worker/index.ts';
import type { LoopbackScope } from '../../../src/loopback/service-worker/scope.ts';

answerLoopback(globalThis as unknown as LoopbackScope, { workspaceId: 'ws', userId: 'anna' });
