export * from './page.ts';
export * from './sdk.ts';
