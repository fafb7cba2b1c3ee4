import type { Signer } from './signer.ts';

/** How far a device has read one partition. */
export interface Place {
  /** Of the partition. Empty while it has none, which is a beginning like any other. */
  readonly epoch: string;
  readonly seq: number;
  /** Where it stood when it was read from the start: what went before that was never told. */
  readonly from: number;
}

/** What a sync token says. */
export interface Places {
  readonly org: Place;
  /** Null without a user. */
  readonly user: Place | null;
  /** Reading from the start is not done yet. */
  readonly full: boolean;
}

interface Body {
  /** The partitions that it is of. */
  readonly of: readonly [org: string, user: string | null];
  readonly at: Places;
}

/** Sync tokens: opaque to devices, and of no use to another user or project. */
export class SyncTokens {
  readonly #signer: Signer;

  constructor(signer: Signer) {
    this.#signer = signer;
  }

  write(org: string, user: string | null, at: Places): Promise<string> {
    return this.#signer.sign({ of: [org, user], at } satisfies Body);
  }

  /** Null for a token that is unknown, or of someone else. */
  async read(token: string | null, org: string, user: string | null): Promise<Places | null> {
    // what was signed under this purpose was written here
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const body = token === null || token === '' ? undefined : ((await this.#signer.open(token)) as Body | undefined);
    return body && body.of[0] === org && body.of[1] === user ? body.at : null;
  }
}
