import { RuntimeError } from '../contract/errors.ts';
import type { ErrorEnvelope } from '../contract/types.ts';

/** Codes of the cloud, each with its status. */
const STATUS = {
  'cloud.bad_request': 400,
  'cloud.unauthorized': 401,
  'cloud.forbidden': 403,
  'cloud.not_found': 404,
  'cloud.method_not_allowed': 405,
  'cloud.too_large': 413,
  'cloud.unsupported_media_type': 415,
  'cloud.rate_limited': 429,
  'cloud.internal': 500,
} as const;

export type CloudErrorCode = keyof typeof STATUS;

/** A call that is refused. `message` says what to do and never holds a key, a token or what a user said. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly code: CloudErrorCode;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: CloudErrorCode,
    message: string,
    { headers = {}, details = {} }: { readonly headers?: Readonly<Record<string, string>>; readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
    this.code = code;
    this.headers = headers;
    this.details = details;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

/** The codes of what the runtime's own readers of bodies refuse. */
const BY_STATUS: Readonly<Record<number, CloudErrorCode>> = { 413: 'cloud.too_large', 415: 'cloud.unsupported_media_type' };

/** The same as an error of the cloud; a fault of ours says nothing of itself. */
export function asCloudError(thrown: unknown): CloudError {
  if (thrown instanceof CloudError) return thrown;
  if (thrown instanceof RuntimeError && thrown.code === 'runtime.bad_request')
    return new CloudError(BY_STATUS[thrown.status] ?? 'cloud.bad_request', thrown.message, { details: thrown.details });
  return new CloudError('cloud.internal', 'The call failed inside the cloud. Nothing acknowledged was lost; it may be sent again.');
}

export function jsonResponse(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });
}

export function errorResponse({ code, message, details, status, headers }: CloudError): Response {
  const envelope: ErrorEnvelope = { error: { code, message, details } };
  return jsonResponse(envelope, status, headers);
}
