import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { badInputCases } from '../loopback/bad-inputs.cases.ts';
import { contractCases } from '../loopback/contract.cases.ts';
import { managementCases } from '../loopback/management.cases.ts';
import { hasSharedEval, SHARED_EVAL } from '../support/shared-eval.ts';
import { subjectIn } from './subject.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

let workerd: Promise<Workerd> | undefined;
const started = (): Promise<Workerd> => (workerd ??= startWorkerd());
afterAll(async () => (await workerd)?.close());

const someone = async () => subjectIn(await started(), { workspaceId: 'ws_edge', userId: `user-${crypto.randomUUID()}` });

contractCases('in a Durable Object', someone);
managementCases('in a Durable Object', someone);
badInputCases('to a Durable Object', hasSharedEval ? await readFile(join(SHARED_EVAL, 'bad-inputs.json'), 'utf8') : null, async () =>
  subjectIn(await started(), { workspaceId: 'ws_123', userId: 'user_42' }),
);
