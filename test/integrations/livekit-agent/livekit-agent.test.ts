import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Call, linesOf } from './call.ts';
import { MemoryFarSide } from './memory-far-side.ts';
import { livekitAgents, type Agents } from './package-of-agents.ts';

const DOG = 'What is my dog called?';
const ANSWER = 'Your dog is called Bruno, and he is a good dog.';
const BYE = 'Thank you, good bye.';
const REPLIES = [
  { input: DOG, content: ANSWER },
  { input: 'what is my dog called', content: ANSWER },
  { input: BYE, content: 'Good bye.' },
  { input: 'My favourite colour is turquoise.', content: ANSWER },
  { input: 'Which colour do I like?', content: ANSWER },
];
/** What the model reads of the memory, before the question. */
const WITH_DOG = [
  ['system', expect.stringContaining('Bruno')],
  ['user', DOG],
];

describe('an agent of LiveKit with a memory', () => {
  let agents: Agents;
  let memory: MemoryFarSide;
  beforeAll(async () => {
    agents = await livekitAgents();
  }, 240_000);

  it('has what it remembers in front of the model before its first word, and saves the turn', async () => {
    memory = await MemoryFarSide.withDog();
    const call = await Call.open(agents, { memory, replies: REPLIES, preemptive: false, agent: { instructions: 'You answer the telephone.' } });
    call.says(DOG);
    expect(await call.answers(1)).toEqual([ANSWER]);
    expect(call.asked).toEqual([[['system', 'You answer the telephone.'], ...WITH_DOG]]);
    expect(await memory.said(1)).toEqual([[DOG, ANSWER, false]]);
    expect((await memory.turns())[0]?.metadata).toMatchObject({ framework: 'livekit', interrupted: false, occurredAt: expect.any(String) });
    // the context of one turn is not part of what was said
    expect(JSON.stringify(linesOf(call.session.history))).not.toContain('permanent');
    await call.hangUp();
    expect(call.faults).toEqual([]);
  });

  it('lets a model that begins before the user has finished keep its answer, with what is remembered', async () => {
    memory = await MemoryFarSide.withDog();
    const call = await Call.open(agents, { memory, replies: REPLIES });
    call.says(DOG, 'what is my dog called');
    expect(await call.answers(1)).toEqual([ANSWER]);
    expect(call.asked).toEqual([[['system', ''], WITH_DOG[0], ['user', expect.stringMatching(/what is my dog called/i)]]]);
    expect(await memory.said(1)).toEqual([['what is my dog called', ANSWER, false]]);
    await call.hangUp();
  });

  it('remembers for the words that were meant when the user says more than the model began with', async () => {
    memory = await MemoryFarSide.withDog();
    const call = await Call.open(agents, { memory, replies: REPLIES });
    call.says('What is my', DOG);
    expect(await call.answers(1)).toEqual([ANSWER]);
    expect(call.asked.at(-1)).toEqual([['system', ''], ...WITH_DOG]);
    expect(await memory.said(1)).toEqual([[DOG, ANSWER, false]]);
    await call.hangUp();
  });

  it('saves of an answer that was cut off what was heard of it', async () => {
    memory = await MemoryFarSide.withDog();
    const call = await Call.open(agents, { memory, replies: REPLIES, endless: true });
    call.heard = 'Your dog is';
    call.says(DOG);
    await vi.waitFor(() => expect(call.session.agentState).toBe('speaking'));
    call.says(BYE);
    expect(await memory.said(1)).toEqual([[DOG, 'Your dog is', true]]);
    await call.hangUp();
  });

  it('has it too when the user writes, and after a tool was called, in one turn', async () => {
    memory = await MemoryFarSide.withDog();
    const weather = agents.llm.tool({
      name: 'weather',
      description: 'The weather.',
      parameters: { type: 'object', properties: {} },
      execute: async () => 'sunny',
    });
    const replies = [
      { input: DOG, content: 'Let me see.', toolCalls: [{ name: 'weather', args: {} }] },
      { input: '"sunny"', content: ANSWER },
      { input: 'sunny', content: ANSWER },
    ];
    const call = await Call.open(agents, { memory, replies, agent: { tools: [weather] } });
    call.session.generateReply({ userInput: DOG });
    await call.answers(2);
    expect(call.asked).toHaveLength(2);
    for (const asked of call.asked) expect(asked.slice(1, 3)).toEqual(WITH_DOG);
    expect(await memory.said(1)).toEqual([[DOG, `Let me see. ${ANSWER}`, false]]);
    await call.hangUp();
  });

  it.each(['hung', 'failing'] as const)('answers as without a memory while that is %s, and saves the turn when it is back', async (health) => {
    memory = await MemoryFarSide.withDog();
    const warned = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    if (health === 'failing') memory.health = health;
    const call = await Call.open(agents, { memory, replies: REPLIES, searchTimeoutMs: 50 });
    // what hangs from the start is given up after the seconds that a start may take
    if (health === 'hung') await vi.waitFor(() => expect(memory.paths).toContain('/v1/runtime/session/start'));
    memory.health = health;
    call.says(DOG);
    expect(await call.answers(1)).toEqual([ANSWER]);
    expect(call.asked).toEqual([
      [
        ['system', ''],
        ['user', DOG],
      ],
    ]);
    expect(call.faults.map(([what]) => what)).toContain('an answer goes without memory');
    expect(JSON.stringify([call.faults, warned.mock.calls])).not.toContain('dog');
    memory.health = 'well';
    call.says(BYE);
    expect(await memory.said(2)).toEqual([
      [DOG, ANSWER, false],
      [BYE, 'Good bye.', false],
    ]);
    await call.hangUp();
    warned.mockRestore();
  });

  it('saves a turn once when answers are forwarded as the documentation of the Python package says', async () => {
    memory = await MemoryFarSide.withDog();
    const call = await Call.open(agents, { memory, replies: REPLIES });
    call.session.on('conversation_item_added', ({ item }: { item: Parameters<typeof call.agent.onAgentResponseCompleted>[1] }) => {
      if (item.role === 'assistant') void call.agent.onAgentResponseCompleted(call.session.history, item);
    });
    call.says(DOG);
    await memory.said(1);
    call.says(BYE);
    expect(await memory.said(2)).toHaveLength(2);
    await call.hangUp();
    expect(await memory.turns()).toHaveLength(2);
  });

  it('saves what was heard when the call ends in the middle of an answer', async () => {
    memory = await MemoryFarSide.withDog();
    const call = await Call.open(agents, { memory, replies: REPLIES, endless: true });
    call.heard = 'Your dog is called';
    call.says(DOG);
    await vi.waitFor(() => expect(call.session.agentState).toBe('speaking'));
    await call.hangUp();
    expect(await memory.said(1)).toEqual([[DOG, 'Your dog is called', true]]);
  });

  it('is told in another call what was said before the first broke off', async () => {
    memory = await MemoryFarSide.withDog();
    const first = await Call.open(agents, { memory, replies: REPLIES, endless: true });
    first.heard = 'Your dog is called';
    first.says('My favourite colour is turquoise.');
    await vi.waitFor(() => expect(first.session.agentState).toBe('speaking'));
    await first.hangUp();
    expect(await memory.said(1)).toEqual([['My favourite colour is turquoise.', 'Your dog is called', true]]);
    const second = await Call.open(agents, { memory, replies: REPLIES });
    second.says('Which colour do I like?');
    await second.answers(1);
    expect(JSON.stringify(second.asked.at(-1))).toContain('turquoise');
    expect((await memory.said(2))[1]).toEqual(['Which colour do I like?', ANSWER, false]);
    await second.hangUp();
  });

  it('is closed by the job before its process ends', async () => {
    memory = await MemoryFarSide.withDog();
    const room = { name: 'room', on: () => room, off: () => room, isConnected: false, remoteParticipants: new Map() };
    const info = { acceptArguments: { name: 'a', identity: 'a', metadata: '' }, job: { id: 'job_1', room: { name: 'room' }, attributes: {} } };
    const job = new agents.JobContext(
      {},
      { ...info, url: 'ws://x', token: 't', workerId: 'w' },
      room,
      () => undefined,
      () => undefined,
      {},
    );
    const call = await agents.runWithJobContextAsync(job, () => Call.open(agents, { memory, replies: REPLIES }));
    call.says(DOG);
    await call.answers(1);
    await call.session.close();
    await Promise.all(job.shutdownCallbacks.map((each) => each()));
    expect(await memory.turns()).toHaveLength(1);
  });

  it('hands its user over to the next agent, and lets go when that has taken over', async () => {
    memory = await MemoryFarSide.withDog();
    const client = memory.client();
    const call = await Call.open(agents, { memory, replies: REPLIES, agent: { client } });
    call.says(DOG);
    await memory.said(1);
    const next = call.newAgent({ id: 'next' });
    call.session.updateAgent(next);
    await vi.waitFor(() => expect(next.session).toBeDefined());
    await call.agent.closeMemory();
    call.says(BYE);
    expect(await memory.said(2)).toHaveLength(2);
    await call.hangUp();
    await next.closeMemory();
    const turns = await memory.turns();
    expect(new Set(turns.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(turns).toHaveLength(2);
    await client.aclose();
    expect(memory.paths.filter((path) => path.endsWith('session/end'))).toHaveLength(1);
  });

  it('does the same where its hooks are called without a session', async () => {
    memory = await MemoryFarSide.withDog();
    const { agent, faults } = new Call(agents, { memory, replies: [] });
    const chatCtx = agents.llm.ChatContext.empty();
    const question = agents.llm.ChatMessage.create({ role: 'user', content: DOG });
    const answer = agents.llm.ChatMessage.create({ role: 'assistant', content: ANSWER });
    await agent.onEnter();
    await agent.onAgentResponseCompleted(chatCtx, answer);
    await agent.onUserTurnCompleted(chatCtx, question);
    expect(linesOf(chatCtx)).toEqual([['system', expect.stringContaining('Bruno')]]);
    const [context] = chatCtx.items as unknown as [{ createdAt: number }];
    expect(context.createdAt).toBeLessThan(question.createdAt);
    expect(context.createdAt).toBeGreaterThan(question.createdAt - 1);
    await agent.onAgentResponseCompleted(chatCtx, answer);
    await agent.onAgentResponseCompleted(chatCtx, answer);
    expect((await memory.turns()).map(({ userText, assistantText }) => [userText, assistantText])).toEqual([[DOG, ANSWER]]);
    await agent.onExit();
    await agent.onExit();
    expect(faults).toEqual([]);
  });

  it('puts what it remembers directly before a message that is in the chat already', async () => {
    memory = await MemoryFarSide.withDog();
    const { agent } = new Call(agents, { memory, replies: [] });
    const chatCtx = agents.llm.ChatContext.empty();
    const question = agents.llm.ChatMessage.create({ role: 'user', content: DOG });
    chatCtx.items.push(agents.llm.ChatMessage.create({ role: 'assistant', content: 'Hello.' }), question);
    await agent.onUserTurnCompleted(chatCtx, question);
    expect(linesOf(chatCtx)).toEqual([['assistant', 'Hello.'], ...WITH_DOG]);
    await agent.closeMemory();
  });
});
