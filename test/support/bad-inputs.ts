/** One case of bad-inputs.json, as far as fetch can express it. */
export interface BadInput {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly session?: boolean;
  readonly setup?: readonly BadRequest[];
  readonly cleanup?: readonly BadRequest[];
  readonly request: BadRequest;
  readonly expect: { readonly status: readonly number[]; readonly code?: string };
  readonly alt?: readonly number[];
  readonly noEnvelope?: boolean;
  readonly notInBody?: readonly string[];
  readonly probe?: Probe;
}

export interface BadRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly rawBody?: unknown;
  readonly rawBase64?: string;
  readonly headers?: unknown;
  readonly truncate?: number;
}

export interface Probe {
  readonly query: string;
  readonly lanesOnce?: boolean;
  readonly contextMax?: number;
  readonly contextNot?: readonly string[];
  readonly maxOccurrences?: readonly [text: string, times: number];
}

export type Variables = Readonly<Record<string, string>>;

/** False for what only a socket can carry: cut bodies, headers that a page may not set, limits of a header parser. */
export function expressible(one: BadInput): boolean {
  const headers = Object.keys(one.request.headers ?? {});
  return (
    one.kind === 'request' &&
    one.request.truncate === undefined &&
    !headers.some((name) => ['origin', 'host', 'content-length', 'x-big'].includes(name.toLowerCase()))
  );
}

/** Fills in variables and the macros $repeat and $concat. */
export function expand(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole);
  if (Array.isArray(value)) return value.map((item) => expand(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  if ('$repeat' in value) {
    const [text, times] = value.$repeat as [unknown, number];
    return (expand(text, variables) as string).repeat(times);
  }
  if ('$concat' in value) return (value.$concat as unknown[]).map((part) => expand(part, variables)).join('');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item, variables)]));
}

export function bodyOf(request: BadRequest, variables: Variables): Uint8Array | undefined {
  if (request.rawBase64 !== undefined) return Uint8Array.from(atob(request.rawBase64), (character) => character.charCodeAt(0));
  if (request.rawBody !== undefined) return new TextEncoder().encode(expand(request.rawBody, variables) as string);
  return request.body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(expand(request.body, variables)));
}

const LANES = ['profile', 'working', 'permanent', 'org'];

/** What is wrong with a contextText, in words; empty when nothing is. */
export function contextFaults(context: string, probe: Probe): string[] {
  const faults: string[] = [];
  if (probe.contextMax !== undefined && context.length > probe.contextMax) faults.push(`longer than ${probe.contextMax}`);
  if (!context.isWellFormed()) faults.push('a lone surrogate');
  for (const text of probe.contextNot ?? []) if (context.includes(text)) faults.push(`contains ${JSON.stringify(text)}`);
  if (probe.maxOccurrences && context.split(probe.maxOccurrences[0]).length - 1 > probe.maxOccurrences[1]) faults.push('a text stands too often');
  if (probe.lanesOnce !== true) return faults;
  const lines = context.split(/\r\n|[\n\r\u2028\u2029\u0085\v\f]/u);
  const headings = lines.flatMap(
    (line) => /^[ \t]{0,3}#{1,6}[ \t]*(.*?)[ \t]*#*[ \t]*$/.exec(line.normalize('NFKC').replace(/[\u200b-\u200f\u2060\ufeff]/g, ''))?.[1]?.toLowerCase() ?? [],
  );
  for (const heading of headings) if (!LANES.includes(heading)) faults.push(`a foreign heading: ${heading}`);
  if (new Set(headings).size !== headings.length) faults.push('a heading twice');
  if (lines.some((line) => /^[ \t]{0,3}(```|~~~|<\/|<\|im_)/.test(line))) faults.push('a line that starts with markup');
  return faults;
}
