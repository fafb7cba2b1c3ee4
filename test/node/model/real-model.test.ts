import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ModelUnavailableError } from '../../../src/node/model/errors.ts';
import { sha256 } from '../../../src/node/model/hash.ts';
import { BGE_SMALL_ROW8 } from '../../../src/node/model/known-models.ts';
import { findModel, provisionModel } from '../../../src/node/model/provision.ts';
import { temporaryFolder } from './temporary-folder.ts';

const PINNED = /^7dc9e86f52ec/;

describe('the default model', () => {
  it('is built from the published weights to the pinned bytes', { timeout: 300_000 }, async ({ skip }) => {
    const cacheDir = await temporaryFolder();
    const files = await provisionModel({ cacheDir }).catch((error: unknown) => {
      // Anything but an unreachable network is a fault of ours.
      if (error instanceof ModelUnavailableError && error.attempts.every(({ code }) => code === 'model.download_failed')) return skip(error.message);
      throw error;
    });
    expect(await sha256(await readFile(files.modelPath))).toMatch(PINNED);
    expect(await findModel({ cacheDir })).toEqual(files);
    expect(files.manifest).toMatchObject({ name: 'all-MiniLM-L6-v2-row8', dimension: 384, maxTokens: 256 });
    expect(JSON.parse(await readFile(files.tokenizerPath, 'utf8'))).toMatchObject({ padding: null, truncation: null });
  });

  it('has the pinned bytes in the cache of this machine', async ({ skip }) => {
    const files = (await findModel()) ?? skip('this machine has not provisioned it');
    expect(await sha256(await readFile(files.modelPath))).toMatch(PINNED);
  });
});

describe('the better model', () => {
  it('has the pinned bytes in the cache of this machine', async ({ skip }) => {
    const files = (await findModel({ model: BGE_SMALL_ROW8 })) ?? skip('this machine has not provisioned it');
    expect(await sha256(await readFile(files.modelPath))).toMatch(/^7a54930a37eb/);
  });
});
