/**
 * What the service worker and a page say to each other. Each call has a channel of its own: the service worker offers it
 * to every page, pages that serve the port say so, and one of them is given the call. Nothing is remembered between two
 * calls, so a service worker that the browser stopped and started again goes on where it was.
 *
 * @module
 */
import type { Identity } from '../../contract/types.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';

const OFFER = 'memoair-web/offer';

/** Comes with the call's port. */
export interface Offer {
  readonly type: typeof OFFER;
  readonly port: number;
  /** The registration that asks: a page of another one on this origin does not answer. */
  readonly scope: string;
}

/** To the page. `deadline`: when the caller stops waiting, in epoch milliseconds. */
export type ToPage = { readonly kind: 'call'; readonly request: WireRequest; readonly deadline?: number } | { readonly kind: 'cancel' };

/** From the page. */
export type FromPage = { readonly kind: 'ready'; readonly identity: Identity } | { readonly kind: 'answer'; readonly response: WireResponse };

export function offerOf(port: number, scope: string): Offer {
  return { type: OFFER, port, scope };
}

/** Other messages reach a page on the same way: the app's own. */
export function isOffer(data: unknown): data is Offer {
  return typeof data === 'object' && data !== null && (data as Partial<Offer>).type === OFFER;
}
