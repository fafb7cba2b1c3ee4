import type { KeySource } from '../../../src/contract/encryption.ts';
import { StoreKeyError } from '../store-errors.ts';
import type { Guard, Store, Write } from '../store.ts';
import { DataKey, type CipherOf } from './data-key.ts';
import { createKey, headerOf, openKey, rewrap, type KeyHeader } from './key-header.ts';

/** Row of `keys` that holds the key of all rows. */
const CURRENT = 'current';

/** Row of `keys` that says that a key is no more: whoever still has it may write nothing with it. */
const retired = (number: number): string => `retired/${number}`;

/** Row that must not exist while a key holds. */
export function retirementOf(key: DataKey): NonNullable<Guard['absent']> {
  return { table: 'keys', key: retired(key.number) };
}

/** Row that must not exist for a first key to be written. */
export const FIRST_KEY: NonNullable<Guard['absent']> = { table: 'keys', key: CURRENT };

/** A key that is to hold once its writes are committed. */
export interface NextKey {
  readonly key: DataKey;
  readonly writes: readonly Write[];
  /** To be called then: the source lets go of what opened the key before. */
  readonly settled: () => Promise<void>;
}

/** The keys of one user's store, and the way to them: several tabs and processes find the same ones. */
export class Keyring {
  readonly #store: Store;
  readonly #user: string;
  readonly #source: KeySource;
  readonly #cipherOf: CipherOf;
  #current: DataKey | null = null;

  /** `user` is whose it is: part of what keys and rows are bound to. */
  constructor(store: Store, user: string, source: KeySource, cipherOf: CipherOf) {
    this.#store = store;
    this.#user = user;
    this.#source = source;
    this.#cipherOf = cipherOf;
  }

  /** The key that rows are sealed with. @throws StoreKeyError before there is one */
  get current(): DataKey {
    if (!this.#current) throw new StoreKeyError('It has no key.');
    return this.#current;
  }

  /** The key of that number, where it holds. One that was destroyed is forgotten here too. */
  readonly known = (number: number): DataKey | undefined => (this.#current?.number === number ? this.#current : undefined);

  /** Reads which key holds now. False: the store has none yet. @throws StoreKeyError when what was given does not open it */
  async read(): Promise<boolean> {
    const header = await this.#header();
    if (header && header.number !== this.#current?.number) this.use(await this.#openLatest(header));
    return header !== null;
  }

  async #header(): Promise<KeyHeader | null> {
    const row = await this.#store.get('keys', CURRENT);
    if (!row) return null;
    const header = headerOf(row.value);
    if (!header) throw new StoreKeyError('Its key was damaged: put a copy of the database in its place.');
    return header;
  }

  /** A key for a store that has none, or in the place of the present one. It holds once `writes` are committed, and `use` is called. */
  async create(): Promise<NextKey> {
    const before = await this.#header();
    // with words that were changed elsewhere nobody would open it again
    const held = before && (await this.#openLatest(before));
    // what a copy of the database elsewhere could be opened with goes too, where that is kept by us
    const renewal = held ? await this.#source.renew?.() : undefined;
    const { key, header } = await createKey(renewal?.key ?? (await this.#source.read(!held)).key, this.#user);
    const last: Write[] = held ? [{ table: 'keys', put: { id: retired(held.number), value: null } }] : [];
    return {
      key: new DataKey(header.number, this.#cipherOf(key)),
      settled: async () => renewal?.settled(),
      writes: [...last, { table: 'keys', put: { id: CURRENT, value: header } }],
    };
  }

  /** From now on rows are sealed with this key. */
  use(key: DataKey): void {
    this.#current = key;
  }

  /** The key that holds by now: whoever destroyed this one may have taken what opens it too. */
  async #openLatest(header: KeyHeader): Promise<DataKey> {
    try {
      return await this.#open(header);
    } catch (thrown) {
      const latest = await this.#header();
      if (!latest || latest.number === header.number) throw thrown;
      return this.#openLatest(latest);
    }
  }

  async #open(header: KeyHeader): Promise<DataKey> {
    const { key: material, former } = await this.#source.read(false);
    // a source that keeps its keys itself may let go of any but the one that was written with
    for (const each of this.#source.renew ? [material, ...former] : [material]) {
      const key = await openKey(header, each, this.#user);
      if (key) return new DataKey(header.number, this.#cipherOf(key));
    }
    for (const each of this.#source.renew ? [] : former) {
      const changed = await rewrap(header, each, material, this.#user);
      if (!changed) continue;
      const still = { absent: { table: 'keys', key: retired(header.number) } } as const;
      const { status } = await this.#store.commit([{ table: 'keys', put: { id: CURRENT, value: changed.header } }], still);
      if (status !== 'committed') throw new StoreKeyError('Its key was destroyed meanwhile. Start again.');
      return new DataKey(header.number, this.#cipherOf(changed.key));
    }
    throw new StoreKeyError(reasonOf(header, material.kind));
  }
}

function reasonOf({ kind }: KeyHeader, given: KeyHeader['kind']): string {
  if (kind === given)
    return kind === 'passphrase' ? 'The passphrase is not the one that it was made with.' : 'The secret is not the one that it was made with.';
  const words = { device: 'a key that the browser keeps (encryption: true)', passphrase: 'a passphrase', secret: 'a secret' } as const;
  return `It was made with ${words[kind]}, and was to be opened with ${words[given]}.`;
}
