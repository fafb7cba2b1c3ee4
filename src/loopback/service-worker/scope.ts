/**
 * What of a service worker's global scope is used here, so that the library asks no `lib` of its users: `self` of a service
 * worker is one.
 *
 * @module
 */

/** A page, frame or worker of this origin. */
export interface ScopeClient {
  readonly id: string;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

export interface ScopeEvent {
  waitUntil(work: Promise<unknown>): void;
}

export interface ScopeFetchEvent extends ScopeEvent {
  readonly request: Request;
  /** Whose request it is: a page, a frame or a worker. Empty where the browser does not say. */
  readonly clientId: string;
  respondWith(response: Promise<Response>): void;
}

export interface ScopeSyncEvent extends ScopeEvent {
  readonly tag: string;
}

/** `self` of a service worker. */
export interface LoopbackScope {
  readonly location: { readonly origin: string };
  readonly registration: { readonly scope: string };
  readonly clients: {
    claim(): Promise<void>;
    get(id: string): Promise<unknown>;
    matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: boolean }): Promise<readonly ScopeClient[]>;
  };
  addEventListener(type: 'activate', listener: (event: ScopeEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: ScopeFetchEvent) => void): void;
  addEventListener(type: 'sync', listener: (event: ScopeSyncEvent) => void): void;
}
