import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoAirVoiceClient } from '../../../src/client/client.ts';
import { MemoAirVoiceMemory } from '../../../src/client/memory.ts';
import { createLoopbackFetch } from '../../../src/loopback/fetch.ts';
import { LoopbackPorts } from '../../../src/loopback/ports.ts';
import { createLocalRuntime } from '../../../src/runtime/local.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { ManualClock } from './manual-clock.ts';
import { ScriptedClient } from './scripted-client.ts';
import { PATIENT, SECRET, WatchedMemory } from './watched-memory.ts';

describe('a memory that is attached', () => {
  let memory: WatchedMemory;
  let client: ScriptedClient;
  let clock: ManualClock;
  let faults: string[][];
  let attached: AttachedMemory;
  const attach = (): AttachedMemory =>
    attachMemory(client, { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock, onFault: (...fault) => void faults.push(fault) });

  beforeEach(async () => {
    memory = await WatchedMemory.withDog();
    client = new ScriptedClient();
    clock = new ManualClock();
    faults = [];
    attached = attach();
  });
  afterEach(() => memory.real.close());

  it('puts what is remembered before the model, before it may answer', async () => {
    expect(await client.turns!.said('What is my dog called?')).toBe(true);
    expect(client.injected).toEqual([expect.stringContaining('Bruno')]);
  });

  it('warms the recall with each partial transcript, the last of those that come at once', async () => {
    const { turns } = client;
    turns!.hearing('What');
    turns!.hearing('What is');
    turns!.hearing('What is my dog');
    await vi.waitFor(() => expect(memory.hints).toEqual(['What', 'What is my dog']));
    await turns!.said('What is my dog called?');
    expect(memory.queries).toEqual(['What is my dog called?']);
  });

  it('saves a turn once, with what was heard of its answer', async () => {
    const { turns } = client;
    await turns!.said('What is my dog called?');
    turns!.heard('a1', 'Your dog is');
    turns!.heard('a1', 'Your dog is called Bruno,');
    turns!.heard('a2', 'a fine name.');
    turns!.over(false);
    turns!.over(true);
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog is called Bruno, a fine name.', false]]);
  });

  it('says whether the answer was interrupted', async () => {
    await client.turns!.said('Tell me a story.');
    client.turns!.heard('a1', 'Once upon');
    client.turns!.over(true);
    expect(await memory.said(1)).toEqual([['Tell me a story.', 'Once upon', true]]);
  });

  it('takes what the user goes on to say before an answer is heard as the same turn, and asks again', async () => {
    const { turns } = client;
    const first = turns!.said('My dog');
    const second = turns!.said('is called?');
    expect(await Promise.all([first, second])).toEqual([false, true]);
    turns!.hearing('Or');
    await vi.waitFor(() => expect(memory.hints.at(-1)).toBe('My dog is called? Or'));
    turns!.heard('a1', 'Bruno.');
    await turns!.said('Thanks.');
    turns!.over(false);
    expect(memory.queries).toEqual(['My dog', 'My dog is called?', 'Thanks.']);
    expect(client.injected[0]).toContain('Bruno');
    expect(await memory.said(2)).toEqual([
      ['My dog is called?', 'Bruno.', false],
      ['Thanks.', '', false],
    ]);
  });

  it('finds what was said a moment ago', async () => {
    const { turns } = client;
    await turns!.said('My favourite colour is turquoise.');
    turns!.heard('a1', 'Nice.');
    await turns!.said('Which colour do I like?');
    expect(client.injected.at(-1)).toContain('turquoise');
  });

  it('learns from what the user said alone: not from answers, not from what it recalled', async () => {
    const { turns } = client;
    await turns!.said('What is my dog called?');
    turns!.heard('a1', 'My name is Eva and I live in Oslo. Your dog is called Bruno.');
    turns!.over(false);
    await memory.said(1);
    await attached.detach();
    const facts = (await memory.exported()).filter(({ kind }) => kind !== 'turn' && kind !== 'session');
    expect(JSON.stringify(facts)).not.toMatch(/Eva|Oslo/);
    expect(facts).toHaveLength(1);
  });

  it('answers the tool with what it finds, and notes the call with the turn', async () => {
    await client.turns!.said('Do you know my dog?');
    expect(await client.ask!({ query: 'name of the dog' })).toContain('Bruno');
    // a model may call it with nothing: then what the user said is meant
    expect(await client.ask!({ query: ' ' })).toContain('Bruno');
    client.turns!.heard('a1', 'Bruno.');
    client.turns!.over(false);
    await memory.said(1);
    expect((await memory.turns())[0]!.toolCalls?.map(({ name }) => name)).toEqual(['search_memory', 'search_memory']);
  });

  it('lets the answer go on without it when it gives none in time, and answers the tool', async () => {
    await vi.waitFor(async () => expect(await memory.exported()).toContainEqual(expect.objectContaining({ kind: 'session', sessionId: 's1' })));
    memory.health = 'hung';
    const { turns } = client;
    const free = turns!.said('What is my dog called?');
    const answer = client.ask!({ query: 'dog' });
    clock.pass(PATIENT);
    expect([await free, await answer]).toEqual([true, 'The memory gave no answer in time. Go on without it.']);
    expect(client.injected).toEqual([]);
    expect(faults).toEqual([
      ['an answer goes without memory', 'runtime.timeout'],
      ['an answer goes without memory', 'runtime.timeout'],
    ]);
  });

  it('shows nobody what went wrong in it', async () => {
    memory.health = 'failing';
    expect(await client.turns!.said('What is my dog called?')).toBe(true);
    expect(await client.ask!({ query: 'dog' })).toBe('The memory gave no answer in time. Go on without it.');
    expect(JSON.stringify([client.injected, faults])).not.toContain(SECRET);
  });

  it('saves the turns of a time without memory as soon as it is back', async () => {
    await client.turns!.said('One.');
    memory.health = 'failing';
    client.turns!.heard('a1', 'First.');
    client.turns!.over(false);
    await vi.waitFor(() => expect(faults.map(([what]) => what)).toContain('a turn was not saved'));
    memory.health = 'well';
    await client.turns!.said('Two.');
    client.turns!.heard('a2', 'Second.');
    await attached.detach();
    expect(await memory.said(2)).toEqual([
      ['One.', 'First.', false],
      ['Two.', 'Second.', false],
    ]);
  });

  it('opens its session again when the runtime has forgotten it', async () => {
    await client.turns!.said('One.');
    await memory.real.endSession({ sessionId: 's1', reason: 'gone' });
    expect(await client.turns!.said('What is my dog called?')).toBe(true);
    expect(client.injected.at(-1)).toContain('Bruno');
    expect(faults).toEqual([]);
  });

  it('goes on when the client takes no context', async () => {
    client.broken = true;
    expect(await client.turns!.said('What is my dog called?')).toBe(true);
    await vi.waitFor(() => expect(faults).toEqual([['what is remembered was not put before the model', 'Error']]));
  });

  it('lets go of the client at once and saves what was said', async () => {
    const { turns, ask } = client;
    await turns!.said('What is my dog called?');
    turns!.heard('a1', 'Bruno.');
    const late = turns!.said('And my cat?');
    const detached = attached.detach();
    expect([client.turns, client.ask]).toEqual([null, null]);
    expect(await late).toBe(false);
    await detached;
    expect(await memory.said(2)).toEqual([
      ['What is my dog called?', 'Bruno.', false],
      ['And my cat?', '', false],
    ]);
    const before = client.injected.length;
    expect(await turns!.said('Anyone there?')).toBe(false);
    turns!.over(false);
    await attached.detach();
    expect([client.injected.length, (await memory.turns()).length]).toEqual([before, 2]);
    // the model still gets its answer
    expect(await ask!({ query: 'What is the dog called?' })).toContain('Bruno');
  });

  it('ends the session when it is told to, and goes on in the same one after a reconnect', async () => {
    await client.turns!.said('My favourite colour is turquoise.');
    await attached.detach();
    const again = attach();
    await client.turns!.said('Which colour do I like?');
    await again.end('hung_up');
    expect((await memory.turns()).map(({ sessionId }) => sessionId)).toEqual(['s1', 's1']);
    const session = (await memory.exported()).find(({ kind }) => kind === 'session');
    expect(session).toMatchObject({ sessionId: 's1', endedAt: expect.any(String), metadata: { framework: 'scripted' } });
  });

  it('says what is missing when it is given no memory', () => {
    expect(() => attachMemory(client, {} as never)).toThrow(TypeError);
  });
});

describe('the memory that is attached', () => {
  it('can be a session of the SDK: that of a MemoAirVoiceMemory', async () => {
    const runtime = await createLocalRuntime({ workspaceId: 'p', userId: 'ada' });
    const memory = new MemoAirVoiceMemory({ projectId: 'p', userId: 'ada', sessionId: 's2', ports: new LoopbackPorts(), client: createLoopbackFetch(runtime) });
    await talkOf(new WatchedMemory(runtime), (client) => attachMemory(client, { memory, timeoutMs: PATIENT }));
    await runtime.close();
  });

  it('can be the session of one user of a MemoAirVoiceClient', async () => {
    const runtime = await createLocalRuntime({ workspaceId: 'p', userId: 'ada' });
    const app = new MemoAirVoiceClient({
      apiKey: 'k',
      projectId: 'p',
      agentId: 'a',
      runtimeUrl: 'http://127.0.0.1:7878',
      ports: new LoopbackPorts(),
      fetch: createLoopbackFetch(runtime),
    });
    const memory = await app.session({ user: { id: 'ada' } });
    await talkOf(new WatchedMemory(runtime), (client) => attachMemory(client, { memory, timeoutMs: PATIENT }));
    await app.aclose();
    await runtime.close();
  });
});

async function talkOf(memory: WatchedMemory, attach: (client: ScriptedClient) => AttachedMemory): Promise<void> {
  const client = new ScriptedClient();
  const attached = attach(client);
  client.turns!.hearing('My dog');
  await client.turns!.said('My dog is called Bruno.');
  client.turns!.heard('a1', 'Noted.');
  await client.turns!.said('What is my dog called?');
  expect(client.injected.at(-1)).toContain('Bruno');
  expect(await client.ask!({ query: 'dog' })).toContain('Bruno');
  await attached.end();
  expect(await memory.said(2)).toEqual([
    ['My dog is called Bruno.', 'Noted.', false],
    ['What is my dog called?', '', false],
  ]);
}
