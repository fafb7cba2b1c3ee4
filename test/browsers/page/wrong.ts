import { expect, it } from 'vitest';

// whoever runs it has to be told of each
it('fails', () => expect(1).toBe(2));
it('passes', () => expect(1).toBe(1));
// oxlint-disable-next-line vitest/no-disabled-tests -- whether the runner tells it is what is tested
it.skip('is skipped', () => expect.unreachable());
it('leaves a promise behind that nobody hears', () => void Promise.reject(new Error('unheard')));
