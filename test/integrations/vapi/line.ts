import { createHmac } from 'node:crypto';
import type { CallMemory } from '../../../src/integrations/calls/call-memory.ts';
import { vapiBridge, type VapiBridgeOptions } from '../../../src/integrations/vapi.ts';
import { Callers, serve, type Answered, type Served } from '../retell-vapi-callers.ts';

export const SECRET = 'vapi_secret_1';
/** Time for searches on a machine that does other things too. */
export const PATIENT = { answerWithinMs: 20_000, timeoutMs: 10_000 } as const;

/** The header `x-vapi-signature` of a body. */
export const signed = (body: string, secret: string = SECRET): string => createHmac('sha256', secret).update(body).digest('hex');

/** Vapi's side of a bridge on a socket. */
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

  static async open(): Promise<Line> {
    const callers = await Callers.inFiles();
    return Line.to(callers, callers.memory, PATIENT);
  }

  static async to(callers: Callers, memory: CallMemory, options: Partial<VapiBridgeOptions>): Promise<Line> {
    const faults: string[][] = [];
    const onFault = (...fault: string[]): void => void faults.push(fault);
    return new Line(callers, await serve(vapiBridge({ memory, secret: SECRET, onFault, ...options })), faults);
  }

  /** Another bridge, to the same callers unless told otherwise. */
  with(memory: CallMemory = this.callers.memory, options: Partial<VapiBridgeOptions> = PATIENT): Promise<Line> {
    return Line.to(this.callers, memory, options);
  }

  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.served.ask('/vapi/webhook', { method: 'POST', headers: headers ?? { 'x-vapi-signature': signed(text) }, body: text });
  }

  async close(callersToo = true): Promise<void> {
    await this.served.close();
    if (callersToo) await this.callers.close();
  }
}
