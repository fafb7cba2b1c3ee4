import type { CallRef } from './call-memory.ts';

/** Says whose call it is. @throws RuntimeError runtime.bad_request for an id that is none */
export type WhoseCall = () => Promise<Omit<CallRef, 'signal'>>;

/** Asks when it is first needed, and once: one message may carry many tool calls. */
export function onceAsked(ask: WhoseCall): WhoseCall {
  let asked: ReturnType<WhoseCall> | undefined;
  return () => (asked ??= ask());
}
