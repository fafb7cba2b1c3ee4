/** What Vitest's own modules look for in a page. It has to be there before the first of them asks. */
Object.defineProperty(globalThis, '__vitest_worker__', {
  value: { config: { expect: {}, fakeTimers: {}, snapshotOptions: {} }, environment: { name: 'browser' }, providedContext: {} },
});
