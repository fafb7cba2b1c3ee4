/**
 * What case suites use of vitest, where vitest itself does not run: a worker is bundled with this in its place. The judge is the
 * same one.
 *
 * @module
 */
import { ASYMMETRIC_MATCHERS_OBJECT, chai, GLOBAL_EXPECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend, setState } from '@vitest/expect';

type Work = () => unknown;

export interface Case {
  readonly name: string;
  run(): Promise<void>;
}

interface Suite {
  readonly cases: Case[];
  readonly before: Work[];
  readonly after: Work[];
}

let suite: Suite | null = null;

/** The cases of a suite, each with what is to be done before and after it. */
export function collected(describeAll: Work): readonly Case[] {
  const { cases } = (suite = { cases: [], before: [], after: [] });
  describeAll();
  return cases;
}

export const describe = (_name: string, work: Work): void => void work();
export const beforeEach = (work: Work): void => void suite!.before.push(work);
export const afterEach = (work: Work): void => void suite!.after.push(work);

export function it(name: string, work: Work): void {
  const { cases, before, after } = suite!;
  const run = async (): Promise<void> => {
    for (const each of before) await each();
    await work();
    for (const each of after) await each();
  };
  cases.push({ name, run });
}

export const expect: Chai.ExpectStatic = ((value: unknown) => chai.expect(value)) as Chai.ExpectStatic;

Reflect.set(globalThis, GLOBAL_EXPECT, expect);
setState({ assertionCalls: 0 }, expect as never);
chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
Object.assign(expect, Reflect.get(globalThis, ASYMMETRIC_MATCHERS_OBJECT));
