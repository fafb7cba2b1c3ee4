import { LIMITS } from '../contract/defaults.ts';
import type { CloudTokenResponse } from '../contract/cloud.ts';
import { sha256, toBase64Url } from './bytes.ts';
import { CloudError } from './errors.ts';
import type { Signer } from './signer.ts';

/** A key of the account. All keys of a cloud belong to one account; a key may be held to some of its projects. */
export interface CloudKey {
  readonly key: string;
  /** Default: every project. */
  readonly projects?: readonly string[] | undefined;
}

/** Who calls, and for whom. */
export interface Caller {
  readonly projectId: string;
  /** Null where the call is about no person. */
  readonly userId: string | null;
  /** Holds the account's key, and not a token made with it. */
  readonly account: boolean;
  /** May write org documents. */
  readonly index: boolean;
  /** The credential, without telling it: what a rate is counted by. */
  readonly credential: string;
}

/** How long a token of the broker is good for, in milliseconds. */
const TOKEN_MS = 900_000;

interface TokenBody {
  readonly p: string;
  readonly u: string;
  /** Epoch milliseconds. */
  readonly x: number;
  readonly i?: true;
}

interface KeyDigest {
  readonly digest: Uint8Array;
  readonly projects: readonly string[] | undefined;
}

/** Decides who may call, by account key or by a token of the broker. */
export class Access {
  readonly #keys: readonly KeyDigest[];
  readonly #signer: Signer;
  readonly #now: () => number;

  private constructor(keys: readonly KeyDigest[], signer: Signer, now: () => number) {
    this.#keys = keys;
    this.#signer = signer;
    this.#now = now;
  }

  static async create(keys: readonly CloudKey[], signer: Signer, now: () => number): Promise<Access> {
    const digests = await Promise.all(keys.map(async ({ key, projects }) => ({ digest: await sha256(key), projects })));
    return new Access(digests, signer, now);
  }

  /** @throws CloudError 401 for a credential that is none, 403 for one of another project or user, 400 without a project */
  async callerOf(headers: Headers): Promise<Caller> {
    const bearer = /^Bearer +(\S.*)$/i.exec(headers.get('authorization') ?? '')?.[1];
    if (bearer === undefined) throw unauthorized('Send Authorization: Bearer with the account key or a token of the broker.');
    const digest = await sha256(bearer);
    const key = this.#keys.filter((each) => same(each.digest, digest))[0];
    const credential = toBase64Url(digest);
    return key ? this.#ofKey(headers, key.projects, credential) : this.#ofToken(headers, bearer);
  }

  #ofKey(headers: Headers, projects: readonly string[] | undefined, credential: string): Caller {
    const projectId = idOf(headers, 'X-Project-Id');
    if (projectId === null) throw new CloudError('cloud.bad_request', 'Send X-Project-Id.');
    if (projects && !projects.includes(projectId)) throw new CloudError('cloud.forbidden', 'This key is not for that project.');
    return { projectId, userId: idOf(headers, 'X-User-Id'), account: true, index: true, credential };
  }

  async #ofToken(headers: Headers, bearer: string): Promise<Caller> {
    const body = await this.#signer.open(bearer);
    if (!isTokenBody(body)) throw unauthorized('The key is not one of this cloud, nor a token of it.');
    if (body.x <= this.#now()) throw unauthorized('The token has expired. Ask the broker for a fresh one.');
    const { p: projectId, u: userId } = body;
    if ((idOf(headers, 'X-Project-Id') ?? projectId) !== projectId || (idOf(headers, 'X-User-Id') ?? userId) !== userId)
      throw new CloudError('cloud.forbidden', 'This token is for another project or user.');
    return { projectId, userId, account: false, index: body.i === true, credential: '' };
  }

  /** A token for the caller's user. @throws CloudError */
  async issue({ account, projectId, userId }: Caller, index: boolean): Promise<CloudTokenResponse> {
    if (!account) throw new CloudError('cloud.forbidden', 'Tokens are made with the account key alone.');
    if (userId === null) throw new CloudError('cloud.bad_request', 'Send X-User-Id: a token is for one user.');
    const expires = this.#now() + TOKEN_MS;
    const body: TokenBody = { p: projectId, u: userId, x: expires, ...(index ? { i: true } : {}) };
    return { token: await this.#signer.sign(body), expiresAt: new Date(expires).toISOString() };
  }
}

const unauthorized = (message: string): CloudError => new CloudError('cloud.unauthorized', message, { headers: { 'www-authenticate': 'Bearer' } });

function isTokenBody(value: unknown): value is TokenBody {
  return typeof value === 'object' && value !== null && 'p' in value && 'u' in value && 'x' in value && typeof value.x === 'number';
}

/** An empty header reads as none. */
function idOf(headers: Headers, name: string): string | null {
  const id = headers.get(name) ?? '';
  if (id.length > LIMITS.idChars) throw new CloudError('cloud.bad_request', `${name} is longer than ${LIMITS.idChars} characters.`);
  return id === '' ? null : id;
}

/** Looks at every byte, whichever differ. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}
