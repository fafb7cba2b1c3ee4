import { createHmac } from 'node:crypto';
import type { CallMemory } from '../../../src/integrations/calls/call-memory.ts';
import { retellBridge, type RetellBridgeOptions } from '../../../src/integrations/retell.ts';
import { Callers, serve, type Answered, type Served } from '../retell-vapi-callers.ts';

export const KEY = 'key_7f3a';
/** Said in tests whose answers must not repeat it; {@link SECRET} is enough to tell. */
export const SECRET_WORDS = 'my card ends in 4471';
export const SECRET = '4471';

/** Time for searches on a machine that does other things too. */
export const PATIENT = { answerWithinMs: 20_000, timeoutMs: 10_000 } as const;

/** A call that came in. */
export const inbound = (from_number: string, call_id = `call_${from_number}`): object => ({
  call_id,
  direction: 'inbound',
  from_number,
  to_number: '+4930000',
});

/** The header `x-retell-signature` of a body. */
export const signed = (body: string, key: string = KEY, time: number = Date.now()): string =>
  `v=${time},d=${createHmac('sha256', key).update(`${body}${time}`).digest('hex')}`;

/** Retell's side of a bridge on a socket. */
export class Line {
  readonly callers: Callers;
  readonly served: Served;
  /** What the bridge said of faults. */
  readonly faults: string[][];

  constructor(callers: Callers, served: Served, faults: string[][]) {
    this.callers = callers;
    this.served = served;
    this.faults = faults;
  }

  static async open(options: Partial<RetellBridgeOptions> = PATIENT): Promise<Line> {
    const callers = await Callers.inFiles();
    return Line.to(callers, callers.memory, options);
  }

  static async to(callers: Callers, memory: CallMemory, options: Partial<RetellBridgeOptions>): Promise<Line> {
    const faults: string[][] = [];
    const onFault = (...fault: string[]): void => void faults.push(fault);
    return new Line(callers, await serve(retellBridge({ memory, signingSecret: KEY, onFault, ...options })), faults);
  }

  /** Another bridge, to the same callers unless told otherwise. */
  with(memory: CallMemory = this.callers.memory, options: Partial<RetellBridgeOptions> = PATIENT): Promise<Line> {
    return Line.to(this.callers, memory, options);
  }

  async post(path: string, body: unknown): Promise<Answered> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'x-retell-signature': signed(text) };
    return this.served.ask(`/retell/${path}`, { method: 'POST', headers, body: text });
  }

  search(call: object, query: string): Promise<Answered> {
    return this.post('search_memory', { name: 'search_memory', call, args: { query } });
  }

  record(call: object, user_text: string, assistant_text: string): Promise<Answered> {
    return this.post('record_turn', { name: 'record_turn', call, args: { user_text, assistant_text } });
  }

  ended(call: object): Promise<Answered> {
    return this.post('webhook', { event: 'call_ended', call });
  }

  /** Closes the bridge, and with it the callers' runtimes unless they are another line's. */
  async close(callersToo = true): Promise<void> {
    await this.served.close();
    if (callersToo) await this.callers.close();
  }
}
