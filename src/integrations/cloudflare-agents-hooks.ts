import { uuid } from '../contract/uuid.ts';
import type { CallMemory } from './calls/call-memory.ts';
import { VoiceSession, type SessionOwner } from './cloudflare-agents-session.ts';
import { Talk } from './cloudflare-agents-talk.ts';
import type { HasMemory, VoiceAgent, VoiceConnection, VoiceContext } from './cloudflare-agents-types.ts';

/** What hooks need besides the agent. */
export interface ListenOptions {
  readonly memory: () => CallMemory;
  readonly userIdOf: (connection: VoiceConnection) => Promise<string | null>;
  readonly timeoutMs: number;
  readonly sampleRate: number;
  readonly onFault: (what: string, reason: string) => void;
}

/** Not of `withVoice` but of its base; nobody else says that a connection is there, or gone. */
interface Connecting {
  onConnect?(connection: VoiceConnection, ...rest: unknown[]): void | Promise<void>;
  onClose?(connection: VoiceConnection, ...rest: unknown[]): void | Promise<void>;
}

/**
 * Listens at the hooks of an agent: each is replaced, on the agent itself, by one that calls it, as `withVoice` does with
 * those of its base. So it does not matter which of them a subclass overrides.
 */
export function listen(agent: VoiceAgent & Connecting, options: ListenOptions): void {
  const { userIdOf, timeoutMs, sampleRate, onFault } = options;
  /** By connection. */
  const talks = new Map<string, Talk>();
  /** Connections that came while this object was awake. Others may have talks that it no longer knows of. */
  const met = new Set<string>();

  const ownerOf = async (connection: VoiceConnection, sessionId: string): Promise<SessionOwner | null> => {
    const userId = await userIdOf(connection);
    return userId === null ? null : { memory: options.memory(), call: { userId, sessionId, metadata: { framework: 'cloudflare-agents' } } };
  };
  const newTalk = (connection: VoiceConnection, sessionId: string, written: boolean): Talk => {
    const session = new VoiceSession({ owner: ownerOf(connection, sessionId), timeoutMs, onFault });
    const talk = new Talk({ session, written, sampleRate });
    talks.set(connection.id, talk);
    if (!written) void session.open();
    return talk;
  };
  const endTalk = async ({ id }: VoiceConnection, reason: string): Promise<void> => {
    const talk = talks.get(id);
    talks.delete(id);
    await talk?.end(reason);
  };

  const onTurn = agent.onTurn.bind(agent);
  const beforeCallStart = agent.beforeCallStart.bind(agent);
  const onCallEnd = agent.onCallEnd.bind(agent);
  const onInterrupt = agent.onInterrupt.bind(agent);
  const beforeSynthesize = agent.beforeSynthesize.bind(agent);
  const afterSynthesize = agent.afterSynthesize.bind(agent);
  const saveMessage = agent.saveMessage.bind(agent);
  const onConnect = agent.onConnect?.bind(agent);
  const onClose = agent.onClose?.bind(agent);

  agent.beforeCallStart = async (connection) => {
    const allowed = await beforeCallStart(connection);
    if (!allowed) return allowed;
    void endTalk(connection, 'call_started');
    newTalk(connection, uuid(), false);
    return allowed;
  };
  agent.onTurn = async (transcript, context) => {
    const { connection, signal } = context;
    const talk = talks.get(connection.id) ?? newTalk(connection, connection.id, true);
    const turn = talk.begin(transcript);
    signal.addEventListener('abort', () => talk.cut(turn), { once: true });
    const memory = await talk.recall(transcript, signal);
    if (signal.aborted) return '';
    try {
      const remembering: VoiceContext & HasMemory = { ...context, memory };
      const answer = await onTurn(transcript, remembering);
      return talk.written ? ending(answer, () => (turn.ended = true)) : answer;
    } catch (thrown) {
      talk.cut(turn);
      throw thrown;
    }
  };
  agent.beforeSynthesize = async (text, connection) => {
    const sentence = talks.get(connection.id)?.sentence(text);
    const spoken = await beforeSynthesize(text, connection);
    if (sentence) sentence.spoken = spoken;
    return spoken;
  };
  agent.afterSynthesize = async (audio, text, connection) => {
    const played = await afterSynthesize(audio, text, connection);
    if (played) talks.get(connection.id)?.plays(text, played);
    return played;
  };
  agent.saveMessage = (role, text) => {
    saveMessage(role, text);
    if (role !== 'assistant') return;
    const [talk, ...others] = [...talks.values()].filter((one) => one.mayHaveSaid(text));
    // what two of them may have said, goes to nobody's memory: they may be two people's
    if (others.length === 0) talk?.said(text);
  };
  agent.onInterrupt = async (connection) => {
    talks.get(connection.id)?.cut();
    await onInterrupt(connection);
  };
  agent.onCallEnd = async (connection) => {
    const ended = endTalk(connection, 'completed');
    await onCallEnd(connection);
    await ended;
  };
  agent.onConnect = (connection, ...rest) => {
    met.add(connection.id);
    return onConnect?.(connection, ...rest);
  };
  agent.onClose = async (connection, ...rest) => {
    // an object sleeps while nobody speaks, and forgets; what was written has its session by the connection's name
    if (!met.delete(connection.id) && !talks.has(connection.id)) newTalk(connection, connection.id, true);
    const ended = endTalk(connection, 'connection_closed');
    await onClose?.(connection, ...rest);
    await ended;
  };
}

/** The same answer of a model; `onEnd` is called when it was read to its end. */
function ending(answer: unknown, onEnd: () => void): unknown {
  if (answer instanceof ReadableStream) return answer.pipeThrough(new TransformStream<unknown, unknown>({ flush: onEnd }));
  if (isIterable(answer)) return endingLines(answer, onEnd);
  onEnd();
  return answer;
}

async function* endingLines(answer: AsyncIterable<unknown>, onEnd: () => void): AsyncGenerator<unknown, void, undefined> {
  yield* answer;
  onEnd();
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> => typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
