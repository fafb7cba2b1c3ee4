import { systemClock } from '../../worker/clock.ts';
import { Access, type CloudKey } from './access.ts';
import { createSigner } from './signer.ts';

/** What decides who may call. */
export interface AccessOptions {
  /** The account's keys, as text or with the projects that they are for. */
  readonly apiKeys: readonly (string | CloudKey)[];
  /** Signs tokens; 16 characters or more that nobody can guess. With another one all tokens end. */
  readonly tokenSecret: string;
  /** Epoch milliseconds, and milliseconds that never run backwards. Default: the system's. */
  readonly clock?: { now(): number; elapsed(): number };
}

/** @throws Error for a secret that is too short, or no key at all */
export async function createAccess({ apiKeys, tokenSecret, clock = systemClock }: AccessOptions): Promise<Access> {
  const keys = apiKeys.map((key) => (typeof key === 'string' ? { key } : key));
  if (keys.length === 0 || keys.some(({ key }) => key === '')) throw new Error('A cloud needs at least one key, and none may be empty.');
  return Access.create(keys, await createSigner(tokenSecret, 'access'), () => clock.now());
}
