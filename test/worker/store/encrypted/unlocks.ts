import type { KeySource } from '../../../../src/contract/encryption.ts';
import { unlockOf } from '../../../../src/runtime/key-material.ts';
import type { Identity } from '../../../../src/contract/types.ts';

export const IDENTITY: Identity = { workspaceId: 'ws_1', userId: 'user_1' };

/** 32 bytes that are the same for the same word. */
export function secretOf(word: string): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => word.charCodeAt(i % word.length) ^ i);
}

export async function bySecret(word: string): Promise<KeySource> {
  const unlock = await unlockOf({ secret: secretOf(word) });
  return { read: async () => unlock };
}

/** A key that the store keeps: not for rows that are JSON. */
export const DEVICE: KeySource = { read: async () => ({ key: { kind: 'device' }, former: [] }) };
