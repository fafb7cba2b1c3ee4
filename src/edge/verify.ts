import { Access, type CloudKey } from '../cloud/access.ts';
import { CloudError } from '../cloud/errors.ts';
import { createSigner } from '../cloud/signer.ts';
import { RuntimeError } from '../contract/errors.ts';
import { bearerMatches } from '../../worker/router/bearer.ts';
import { loopbackPort } from '../loopback/ports.ts';
import type { Caller } from './caller.ts';

/**
 * Says who calls: null for nobody that it knows. May throw RuntimeError with a status of its own. What it returns is believed,
 * so ids that a caller merely sent have to be held against what its credential is for.
 */
export type Verify<Env> = (request: Request, env: Env) => Promise<Caller | null> | Caller | null;

/** The ids that a request claims, by the headers that calls to the cloud carry too. Nothing is checked. */
export function claimed(request: Request): { readonly projectId: string; readonly userId: string; readonly agentId: string | null } {
  const { headers } = request;
  return { projectId: headers.get('x-project-id') ?? '', userId: headers.get('x-user-id') ?? '', agentId: headers.get('x-agent-id') || null };
}

/** Options of {@link cloudTokens}. */
export interface CloudTokensOptions {
  /** What the cloud signs its tokens with: 16 characters or more. */
  readonly tokenSecret: string;
  /** Keys of the account, for servers that call for their users. Default: tokens alone. */
  readonly apiKeys?: readonly CloudKey[];
}

/**
 * Lets in who carries a token of the reference cloud's broker, for the user that it was made for. Org documents are written with
 * a key of the account, or a token that says index.
 *
 * @example
 * ```ts
 * export default memoryWorker({ verify: cloudTokens((env: Env) => ({ tokenSecret: env.MEMOAIR_TOKEN_SECRET })) });
 * ```
 */
export function cloudTokens<Env>(optionsOf: (env: Env) => CloudTokensOptions | null): Verify<Env> {
  return async (request, env) => {
    const options = optionsOf(env);
    if (!options) return null;
    const signer = await createSigner(options.tokenSecret, 'access');
    const access = await Access.create(options.apiKeys ?? [], signer, () => Date.now());
    try {
      const { projectId, userId, index } = await access.callerOf(request.headers);
      return userId === null ? null : { projectId, userId, agentId: claimed(request).agentId, index };
    } catch (thrown) {
      if (!(thrown instanceof CloudError)) throw thrown;
      if (thrown.status === 401) return null;
      throw new RuntimeError('runtime.bad_request', thrown.message, { status: thrown.status, cause: thrown });
    }
  };
}

/**
 * Lets in who carries this token, as whoever they say that they are, and to write org documents: for a machine of one's own. It
 * opens nothing where the worker is reached by another name than a loopback address; but that name is what the caller says, so
 * the token has to be one that nobody guesses wherever others can reach the port.
 */
export function devToken<Env>(tokenOf: (env: Env) => string | undefined): Verify<Env> {
  return (request, env) => {
    const token = tokenOf(env);
    if (!token || loopbackPort(new URL(request.url)) === undefined) return null;
    return bearerMatches(request.headers.get('authorization'), token) ? { ...claimed(request), index: true } : null;
  };
}

/** Asks one after the other, until one knows who calls. */
export function firstOf<Env>(...ways: readonly Verify<Env>[]): Verify<Env> {
  return async (request, env) => {
    for (const verify of ways) {
      const caller = await verify(request, env);
      if (caller) return caller;
    }
    return null;
  };
}
