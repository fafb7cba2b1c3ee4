import type { BrowserName } from '../faults/browsers/browser.ts';
import type { Ended } from './told.ts';

/** A test that cannot pass in a browser, or not in this way of driving it. */
export interface Reason {
  readonly browsers: readonly BrowserName[];
  /** A file, or a folder of them. */
  readonly path: string;
  /** A part of its name; any of them without it. */
  readonly test?: string;
  /** A part of what it failed with; whatever that is without it. */
  readonly says?: string;
  readonly because: 'the browser has no such thing' | 'the driver has no such thing';
  readonly why: string;
}

/** Every difference has to be known: what fails and does not stand here ends a run with 1. */
export const REASONS: readonly Reason[] = [
  {
    browsers: ['firefox'],
    path: 'test/browser/runtime/contract.test.ts',
    test: 'takes a stream as body',
    because: 'the browser has no such thing',
    why: 'a `ReadableStream` as the body of a request: Firefox sends the text `[object ReadableStream]` in its place',
  },
  {
    browsers: ['firefox', 'webkit'],
    path: 'test/browser/store/indexed-db-faults.test.ts',
    test: 'rejects the commit with QuotaExceededError',
    because: 'the browser has no such thing',
    why: 'storage buckets, which give a test a small quota of its own; the fault matrix fills the real one in Firefox',
  },
  {
    browsers: ['chromium', 'firefox', 'webkit'],
    path: 'test/browser/store/indexed-db-faults.test.ts',
    test: 'by the browser itself, which clears its data',
    because: 'the driver has no such thing',
    why: "the DevTools protocol inside the page, which Vitest's own run in Chromium has",
  },
  {
    browsers: ['webkit'],
    path: 'test/browser/voice/',
    says: 'RTC',
    because: 'the browser has no such thing',
    why: 'WebRTC, which Debian builds WebKitGTK without; Safari has it',
  },
  {
    browsers: ['webkit'],
    path: 'test/browser/search/vector-index.test.ts',
    test: 'the wasm-relaxed-simd kernel > is in use',
    because: 'the browser has no such thing',
    why: 'relaxed SIMD; the other kernel scans in its place, with the same results',
  },
  {
    browsers: ['webkit'],
    path: 'test/browser/runtime/worker.test.ts',
    test: 'opens without waiting for the person',
    because: 'the browser has no such thing',
    why: '`navigator.storage`, which WebKitGTK leaves switched off; stats say that storage is best effort',
  },
  {
    browsers: ['webkit'],
    path: 'test/isolated/scan-helper.test.ts',
    because: 'the browser has no such thing',
    why: 'memory shared between threads, in an isolated page too: one thread scans in its place. With `JSC_useSharedArrayBuffer=1` in its environment it has it, and all pass',
  },
];

/** Why a test that failed could not pass; undefined when that is not known. */
export function reasonOf(browser: BrowserName, path: string, { name, why }: Ended): Reason | undefined {
  return REASONS.find(
    ({ browsers, path: of, test = '', says = '' }) => browsers.includes(browser) && path.startsWith(of) && name.includes(test) && why.join().includes(says),
  );
}
