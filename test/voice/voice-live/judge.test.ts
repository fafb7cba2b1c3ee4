import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientEvent } from '../../../src/voice/voice-live/protocol/client-events.ts';
import type { ServerEventType } from '../../../src/voice/voice-live/protocol/server-events.ts';
import { endsOf } from './ends.ts';
import { CLIENT_EVENTS, SERVER_EVENTS } from './event-names.ts';
import { camelCase, CONNECT_OPTIONS, METHOD_OPTIONS, SOCKET_OPTIONS } from './option-names.ts';
import * as voiceLive from '../../../src/voice/voice-live/index.ts';
import { judge, python, type Verdict } from './judge.ts';
import { RECORDED } from './recorded.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts';
import { talk } from './talk.ts';
import { wsOptions } from './ws-options.ts';

const INSTALL_MS = 900_000;
/**
 * Where the SDK tells less than there was: it takes a connection that breaks off for one that ended as usual, one that ended as usual,
 * without a code, for one that broke off, and does not say why nothing can be sent.
 */
const TOLD_BETTER: Verdict['ends'] = {
  drop: { name: 'ConnectionClosed', code: 1006 },
  'half a frame': { name: 'ConnectionClosed', code: 1006 },
  'close without a code': { name: 'ConnectionClosed', code: 1000 },
  'send after close': { name: 'ConnectionClosed', code: 1000 },
};

describe.skipIf(!python)("Azure's Python SDK, at the same server as the Voice Live client", () => {
  let server: ScriptedServer;
  let verdict: Verdict;
  beforeAll(async () => {
    server = await startScriptedServer();
    verdict = await judge(server.url);
  }, INSTALL_MS);
  afterAll(() => server?.close());

  it('sends the frames and asks for the connections that are recorded here', () => {
    expect(verdict.frames).toEqual(RECORDED.frames);
    expect(verdict.connections).toEqual(RECORDED.connections);
  });

  it('tells the end of a connection as the client does', async () => {
    const told = Object.entries(await endsOf({ endpoint: server.url, ...(await wsOptions()) })).map(([name, end]) => [
      name,
      end.name,
      end.name === 'ConnectionClosed' ? end.code : undefined,
    ]);
    const expected = Object.entries({ ...verdict.ends, ...TOLD_BETTER }).map(([name, end]) => [name, end.name, end.code]);
    expect(Object.fromEntries(told.map((line) => [line[0], line]))).toEqual(Object.fromEntries(expected.map((line) => [line[0], line])));
  });

  it('gives a loop the events that the client gives it, unknown ones too', async () => {
    const { connection } = await talk({ endpoint: server.url, ...(await wsOptions()) });
    const events = [{ type: 'response.audio.done' }, { type: 'never.heard.of', x: { y: [1] } }, { type: 'response.created' }];
    await connection.send({ type: 'test.events', events });
    await connection.send({ type: 'test.close', code: 1011 });
    const read: unknown[] = ['session.created'];
    for await (const { type } of connection) read.push(type);
    expect(read).toEqual(verdict.read);
    expect(connection.closed?.code).toBe(1011);
  });

  it('has no class, method, parameter or option that the client lacks', () => {
    const classes = voiceLive as unknown as Readonly<Record<string, { readonly prototype: object } | undefined>>;
    for (const [name, methods] of Object.entries(verdict.members)) {
      const ours = Object.getOwnPropertyNames(classes[name]?.prototype ?? {});
      expect(ours, name).toEqual(expect.arrayContaining(Object.keys(methods).map(camelCase)));
    }
    const taken = Object.values(verdict.members).flatMap((methods) => Object.values(methods).flat());
    expect(METHOD_OPTIONS).toEqual(expect.arrayContaining(taken.map(camelCase)));
    expect(CONNECT_OPTIONS).toEqual(expect.arrayContaining(verdict.parameters.map(camelCase)));
    expect([...SOCKET_OPTIONS].sort()).toEqual(verdict.options.map(camelCase).sort());
  });

  it('knows the events that the types know', () => {
    const served: readonly ServerEventType[] = SERVER_EVENTS;
    const sent: readonly ClientEvent['type'][] = CLIENT_EVENTS;
    expect([...served].sort()).toEqual(verdict.serverEvents);
    // one that the SDK names and cannot send, and one that it sends and does not name
    const unlisted = ['mcp_approval_response', 'transcription_session.update'];
    expect(sent.filter((type) => !unlisted.includes(type)).sort()).toEqual(verdict.clientEvents.filter((type) => !unlisted.includes(type)));
  });
});
