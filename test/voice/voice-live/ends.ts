import type { ConnectOptions } from '../../../src/voice/voice-live/connect.ts';
import { connect } from '../../../src/voice/voice-live/connect.ts';
import { endOf, talk } from './talk.ts';

/** What is asked of the server, and read until it ends: as in judge.py. */
export const ENDS: Readonly<Record<string, { readonly type: string } & Readonly<Record<string, unknown>>>> = {
  'close 1000': { type: 'test.close', code: 1000 },
  'close 1001': { type: 'test.close', code: 1001 },
  'close 1008': { type: 'test.close', code: 1008, reason: 'no' },
  'close 1011': { type: 'test.close', code: 1011 },
  'close without a code': { type: 'test.close' },
  drop: { type: 'test.drop' },
  'half a frame': { type: 'test.half' },
  'empty frame': { type: 'test.text', text: '' },
  'too big': { type: 'test.big', bytes: 4_194_304 },
  'no JSON': { type: 'test.text', text: 'no JSON' },
  'no UTF-8': { type: 'test.binary', base64: '/w==' },
};

export type EndOf = Awaited<ReturnType<typeof endOf>>;
export type Options = Omit<ConnectOptions, 'endpoint'>;

/** How the client tells what the server does, by name. */
export async function endsOf(options: ConnectOptions): Promise<Readonly<Record<string, EndOf>>> {
  const ends: Record<string, EndOf> = {};
  for (const [name, command] of Object.entries(ENDS)) {
    const { connection } = await talk(options);
    await connection.send(command);
    ends[name] = await endOf(connection.recv());
    await connection.close();
  }
  const { connection } = await talk(options);
  await connection.close();
  ends['send after close'] = await endOf(connection.send({ type: 'response.cancel' }));
  ends['receive after close'] = await endOf(connection.recv());
  ends['refused'] = await endOf(connect({ ...options, query: { refuse: '401' } }));
  return ends;
}
