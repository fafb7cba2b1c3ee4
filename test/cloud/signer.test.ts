import { expect, it } from 'vitest';
import { createSigner } from '../../src/cloud/signer.ts';
import { cloudTokens } from '../../src/edge/verify.ts';

it('takes no secret that can be tried out, wherever tokens are looked at', async () => {
  for (const tokenSecret of ['', 'x', 'of 15 character'])
    for (const made of [createSigner(tokenSecret, 'access'), cloudTokens(() => ({ tokenSecret }))(new Request('http://edge.test/'), {})])
      await expect(made).rejects.toThrow('tokenSecret needs 16 characters or more.');
  await expect(createSigner('of 16 characters', 'access')).resolves.toBeDefined();
});
