import { bodyOf, expand, type BadRequest, type Variables } from '../support/bad-inputs.ts';

/** One input of cases.jsonl: what is sent, and what has to come back. */
export interface HostileCase {
  readonly id: string;
  readonly name: string;
  readonly surface: 'contract' | 'cloud';
  /** `socket`: no fetch can say it. */
  readonly only?: 'socket';
  /** False: it needs no open session. */
  readonly session?: boolean;
  readonly request: BadRequest;
  readonly expect: Expected;
}

export interface Expected {
  readonly status: readonly number[];
  readonly code?: string;
  /** What the Allow header names. */
  readonly allow?: readonly string[];
  /** What became of the first event of a batch. */
  readonly result?: { readonly status: string; readonly code?: string; readonly path?: string };
  /** The bootstrap is told from the start. */
  readonly full?: boolean;
}

/** A request with all its variables and recipes written out. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type: string;
  readonly allow: string | null;
}

export type Send = (request: Sent) => Promise<Answer>;

/** Stands in everything that is sent and may stand in no answer. */
const SECRET = 'zqxlemon';
const LONGEST_ANSWER = 65_536;

export function casesOf(lines: string): HostileCase[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HostileCase);
}

/** The request of a case. A header that it sets to null is left out. */
export function written(request: BadRequest, variables: Variables, headers: Readonly<Record<string, string>> = {}): Sent {
  const given = expand(request.headers ?? {}, variables) as Record<string, string | null>;
  const body = bodyOf(request, variables) as Uint8Array<ArrayBuffer> | undefined;
  const all: Record<string, string | null> = { ...headers, ...(body ? { 'content-type': 'application/json' } : {}), ...given };
  const kept = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  return { method: request.method, path: expand(request.path, variables) as string, headers: Object.fromEntries(kept), body };
}

/** Sends by fetch. */
export function overFetch(fetch: typeof globalThis.fetch, base: string): Send {
  return async ({ method, path, headers, body }) => {
    const response = await fetch(`${base}${path}`, { method, headers, ...(body ? { body } : {}) });
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') ?? '', allow: response.headers.get('allow') };
  };
}

/** What is wrong with an answer, in words; empty when nothing is. */
export function faultsOf({ expect, surface, only }: HostileCase, { status, text, type, allow }: Answer): string[] {
  const faults: string[] = [];
  if (!expect.status.includes(status)) faults.push(`status ${status}, expected ${expect.status.join(' or ')}: ${text.slice(0, 160)}`);
  if (text.length > LONGEST_ANSWER) faults.push(`an answer of ${text.length} characters`);
  if (text.includes(SECRET)) faults.push('the answer holds what was sent');
  if (/\n\s+at |node_modules|\.(?:ts|js):\d+/.test(text)) faults.push('the answer holds a place in the code');
  if (status >= 400 && text !== '') faults.push(...errorFaults(expect, { surface, ...(only && { only }) }, text, type));
  if (expect.allow && allow?.split(', ').toSorted().join() !== expect.allow.toSorted().join()) faults.push(`Allow: ${allow}`);
  if (status === 200 && (expect.result ?? expect.full) !== undefined) faults.push(...cloudFaults(expect, text));
  return faults;
}

function errorFaults({ code }: Expected, { surface, only }: Pick<HostileCase, 'surface' | 'only'>, text: string, type: string): string[] {
  const { error } = JSON.parse(text) as { error: string | { code: string; message: unknown; details: unknown } };
  const told = typeof error === 'string' ? error : error.code;
  const wrong = code === undefined ? !told.startsWith(surface === 'cloud' ? 'cloud.' : 'runtime.') : told !== code;
  const shapeless = typeof error !== 'string' && (typeof error.message !== 'string' || typeof error.details !== 'object');
  return [
    ...(wrong ? [`code ${told}, expected ${code ?? 'one of ours'}`] : []),
    ...(shapeless ? ['no envelope'] : []),
    ...(type.includes('application/json') || only ? [] : [`type ${type}`]),
  ];
}

function cloudFaults({ result, full }: Expected, text: string): string[] {
  const answer = JSON.parse(text) as { results?: readonly Record<string, unknown>[]; full?: unknown };
  const [first = {}] = answer.results ?? [];
  const wrong = Object.entries(result ?? {}).filter(([key, value]) => first[key] !== value);
  return [
    ...wrong.map(([key]) => `the event’s ${key} is ${JSON.stringify(first[key])}`),
    ...(full === undefined || answer.full === full ? [] : ['not told from the start']),
  ];
}
