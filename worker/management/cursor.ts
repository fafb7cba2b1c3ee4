import { RuntimeError } from '../../src/contract/errors.ts';

/** Where a page ended: the order and the key of its last item. Neither needs to be there any more when the next page is asked for. */
export interface Position {
  readonly at: string;
  readonly key: string;
}

/** A {@link Position} as callers hold it. */
export function cursorOf({ at, key }: Position): string {
  const bytes = new TextEncoder().encode(JSON.stringify([at, key]));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** @throws RuntimeError `runtime.bad_request` for anything that {@link cursorOf} did not make */
export function positionOf(cursor: string): Position {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')), (unit) => unit.charCodeAt(0));
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (Array.isArray(read) && read.length === 2) {
      const [at, key] = read as readonly unknown[];
      if (typeof at === 'string' && typeof key === 'string') return { at, key };
    }
  } catch {
    // told below, as one error
  }
  throw notACursor();
}

export function notACursor(): RuntimeError {
  return new RuntimeError('runtime.bad_request', 'The cursor is none of ours. Begin without one, then hand back nextCursor as it came.', {
    details: { issues: [{ path: 'cursor', expected: 'a nextCursor of an earlier answer' }] },
  });
}
