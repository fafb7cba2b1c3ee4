/**
 * A call of the contract as data: what crosses to wherever the runtime is, whichever way the caller came.
 *
 * @module
 */

/** A request before anything in it was asserted. The body was bounded by whoever read it. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, as in `/v1/local/memory?lane=permanent`. */
  readonly path: string;
  readonly contentType: string | null;
  readonly authorization: string | null;
  /** Text, or the bytes of a long one; null without a body. */
  readonly body: string | Uint8Array | null;
}

/** An answer as data. */
export interface WireResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
