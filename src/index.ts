/**
 * The runtime in a page, its loopback, and the SDK’s classes over it.
 *
 * @module
 */
export * from './page.ts';
export * from './sdk.ts';
