import type { StartedCloud } from '../support/cloud-command.ts';
import type { Seen } from './app/main.ts';
import type { Browser, BrowserKind, Launch } from './browsers/browser.ts';
import type { FaultySite } from './site.ts';
import type { Talk } from './talk.ts';

/** Where a row takes place. */
export interface Scene {
  readonly kind: BrowserKind;
  readonly site: FaultySite;
  /** A cloud that this row's memory may be mirrored to. */
  readonly cloud: StartedCloud;
  /** A browser of this row's profile. Launched again after it ended. */
  readonly browser: (options?: Omit<Launch, 'profile'>) => Promise<Browser>;
  /** Ends the browser, orderly or at once. */
  readonly end: (how: 'close' | 'kill') => Promise<void>;
}

/** What came of a row. */
export interface Outcome {
  /** What the call that met the fault answered. */
  readonly seen: string;
  readonly acknowledged: number;
  readonly recovered: number;
  /** Turns that are there twice. */
  readonly twice: number;
  /** What the runtime told of it. */
  readonly told: readonly string[];
  /** Milliseconds until the app had what it had before. */
  readonly recoveryMs: number | null;
}

/** One thing that goes wrong. */
export interface Row {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** One sentence: what brings it back. */
  readonly recovery: string;
  /** Whether it can be made here. */
  readonly where?: ((kind: BrowserKind) => boolean) | undefined;
  /** Part of the run of every change. */
  readonly quick?: boolean;
  /** Data that its owner deleted, with no cloud to have it from, stays deleted. */
  readonly meantToGo?: boolean;
  /** Tests that go further into it. */
  readonly more?: string;
  run(scene: Scene): Promise<Outcome>;
}

/** Chromium alone has tools for it. */
export const withDevtools = ({ name }: BrowserKind): boolean => name === 'chromium';

interface ErrorBody {
  readonly error?: { readonly code: string; readonly details?: { readonly reason?: string } };
  readonly trace?: { readonly degraded: boolean; readonly lanes: { readonly permanent: { readonly reason?: string } } };
}

/** An answer in few words: status, code, reason. */
export function words({ status, body }: Seen): string {
  const { error, trace } = body as ErrorBody;
  if (error) return `${status} ${error.code}${error.details?.reason ? ` (${error.details.reason})` : ''}`;
  if (trace) return trace.degraded ? `${status}, degraded${trace.lanes.permanent.reason ? `: ${trace.lanes.permanent.reason}` : ''}` : `${status}`;
  return String(status);
}

/** Counts what is there, in the page as it is now. */
export async function outcome(talk: Talk, seen: string | Seen, recoveryMs: number | null, told: readonly string[] = []): Promise<Outcome> {
  const listed = await talk.listed();
  return {
    seen: typeof seen === 'string' ? seen : words(seen),
    acknowledged: talk.acknowledged.length,
    recovered: talk.acknowledged.filter((n) => listed.has(n)).length,
    twice: [...listed.values()].filter((times) => times > 1).length,
    told: [...new Set([...told, ...(await talk.incidents())])],
    recoveryMs,
  };
}

/** Counts what is there once the page has been loaded anew. The time is from the runtime being made to the latest turn being found, where `recoveryMs` is not given. */
export async function reopened(talk: Talk, seen: string | Seen, recoveryMs?: number | null, told: readonly string[] = []): Promise<Outcome> {
  const before = talk.tab;
  await talk.open(before);
  const ms = await talk.recall();
  return outcome(talk, seen, recoveryMs === undefined ? ms : recoveryMs, told);
}
