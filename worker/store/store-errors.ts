/** A database that cannot be used. The message says what to do and holds nothing that is stored. */
export abstract class StoreError extends Error {}

/** The database on disk was written by a newer version of this package. */
export class StoreVersionError extends StoreError {
  override readonly name = 'StoreVersionError';
  /** `remedy` says how to get the newer version where the database is. */
  constructor(database: string, remedy: string, options?: ErrorOptions) {
    super(`The database ${database} was written by a newer version of memoair-web than this one. ${remedy}`, options);
  }
}

/** The bytes on disk are not a database that can be read. Nothing was changed. */
export class StoreDamagedError extends StoreError {
  override readonly name = 'StoreDamagedError';
  constructor(database: string, options?: ErrorOptions) {
    super(
      `The database ${database} is damaged or is none. It was left as it is: put a copy of it in its place, or move it away to start an empty one.`,
      options,
    );
  }
}

/** Others wrote to the database for so long that this operation did not get its turn. */
export class StoreBusyError extends StoreError {
  override readonly name = 'StoreBusyError';
  constructor(database: string, options?: ErrorOptions) {
    super(
      `Other processes kept the database ${database} locked. Nothing of this operation was stored: try it again, or end the process that holds it.`,
      options,
    );
  }
}

/** The database cannot be opened or written where it is. */
export class StoreUnavailableError extends StoreError {
  override readonly name = 'StoreUnavailableError';
  constructor(database: string, options?: ErrorOptions) {
    super(`The database ${database} cannot be opened or written. Check that its folder exists, may be written and lies on a disk that works.`, options);
  }
}

/** The database is encrypted, and it was opened as a plain one. Nothing was changed. */
export class StoreEncryptedError extends StoreError {
  override readonly name = 'StoreEncryptedError';
  constructor(database: string, options?: ErrorOptions) {
    super(`The database ${database} is encrypted. Open it with the encryption option that it was made with. Nothing in it was changed.`, options);
  }
}

/** What was given does not open an encrypted database. Nothing was changed: the right key opens it as before. */
export class StoreKeyError extends StoreError {
  override readonly name = 'StoreKeyError';
  /** `why` is a sentence that says what to do. No cause: what a key is made of may be told by it. */
  constructor(why: string) {
    super(`The encrypted memory was not opened. ${why} None of its rows was changed.`);
  }
}
