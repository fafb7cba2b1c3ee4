export type * from './avatar.ts';
export type * from './client-events.ts';
export type * from './items.ts';
export type * from './response.ts';
export type * from './server-events.ts';
export type * from './session.ts';
export type * from './tools.ts';
export type * from './voice.ts';
