import { AgentCall } from './livekit-agent-call.ts';
import type { MemoryOfCall } from './livekit-agent-options.ts';
import type { LivekitAgent, LivekitAgentsPackage, LivekitChatContext, LivekitChatItem, LivekitMessage, LivekitSession } from './livekit-agent-types.ts';

/** What was recalled for the user's last words. */
interface Recalled {
  /** Of the message that said them. */
  readonly id: string;
  readonly text: string;
  /** Whether a model was given them before it was certain that the user has finished. */
  early: boolean;
  readonly contextText: Promise<string>;
}

/** The memory of an agent, between LiveKit's hooks and events on one side and a call on the other. */
export class AgentMemory {
  readonly #agent: LivekitAgent;
  readonly #package: LivekitAgentsPackage;
  readonly #options: MemoryOfCall;
  #call: AgentCall | null = null;
  #recalled: Recalled | null = null;
  /** Stops listening to the session; null where there is none. */
  #unlisten: (() => void) | null = null;
  /** Whether the agent was told to go: what it is saying goes on for a while. */
  #leaving = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(agent: LivekitAgent, agents: LivekitAgentsPackage, options: MemoryOfCall) {
    this.#agent = agent;
    this.#package = agents;
    this.#options = options;
  }

  enter(): Promise<void> {
    return this.#begun().open();
  }

  /** Puts what is remembered in front of the user's message. */
  async turnCompleted(chatCtx: LivekitChatContext, message: LivekitMessage): Promise<void> {
    const call = this.#begun();
    const text = textOf(message);
    if (!this.#unlisten) call.turns.said(text);
    const early = this.#recalled?.early ? this.#recalled.text : '';
    if (this.#recalled) this.#recalled.early = false;
    // a model that began early has it before it already: a context that differs from its own would make it begin anew
    if (text === '' || sameWords(early, text)) return;
    this.#put(chatCtx, message, await this.#recall(call, message, false));
  }

  /** The context for the model: a copy with what is remembered, where it is not there yet. */
  async forModel(chatCtx: LivekitChatContext): Promise<LivekitChatContext> {
    const spoken = chatCtx.items.filter(isSpoken);
    const message = spoken.findLast(({ role }) => role === 'user');
    if (!message || textOf(message) === '' || chatCtx.items.some(({ id }) => id === memoryIdOf(message))) return chatCtx;
    // an answer goes on after a tool's call; one that nobody asked for needs no memory
    if (message !== spoken.at(-1) && message.id !== this.#recalled?.id) return chatCtx;
    const contextText = await this.#recall(this.#begun(), message, true);
    if (contextText === '') return chatCtx;
    const copy = chatCtx.copy();
    this.#put(copy, message, contextText);
    return copy;
  }

  /** Without a session: it tells of answers itself. */
  async responded(message: LivekitMessage): Promise<void> {
    const call = this.#call;
    if (!call || this.#unlisten) return;
    call.turns.heard(textOf(message), message.interrupted);
    call.turns.answered();
    await call.saved();
  }

  /** The last answer may still be spoken: its session tells when it is not. */
  async exit(): Promise<void> {
    this.#leaving = true;
    if (!this.#unlisten) await this.end();
  }

  end(): Promise<void> {
    const call = this.#call;
    if (!call) return this.#ended;
    this.#call = null;
    this.#recalled = null;
    this.#unlisten?.();
    this.#unlisten = null;
    return (this.#ended = call.end());
  }

  /** By the first hook that is called: a subclass may have replaced the one before. */
  #begun(): AgentCall {
    if (this.#call) return this.#call;
    this.#leaving = false;
    const call = (this.#call = new AgentCall(this.#options, this.#ended));
    const session = sessionOf(this.#agent);
    if (session) {
      this.#unlisten = this.#listen(session, call);
      // a job's process waits for this before it is gone
      this.#package.getJobContext(false)?.addShutdownCallback(() => this.end());
    }
    return call;
  }

  #listen(session: LivekitSession, call: AgentCall): () => void {
    const listeners: readonly (readonly [string, (event: never) => void])[] = [
      ['user_input_transcribed', ({ transcript }: { transcript: string }) => call.hint(transcript)],
      ['conversation_item_added', ({ item }: { item: LivekitChatItem }) => this.#added(item, call)],
      ['agent_state_changed', ({ newState }: { newState: string }) => void (newState === 'listening' && call.turns.answered())],
      ['close', () => void this.end()],
    ];
    for (const [event, listener] of listeners) session.on(event, listener);
    return () => {
      for (const [event, listener] of listeners) session.off(event, listener);
    };
  }

  #added(item: LivekitChatItem, { turns }: AgentCall): void {
    if (isSpoken(item)) {
      if (item.role === 'user') turns.said(textOf(item));
      else turns.heard(textOf(item), item.interrupted);
    } else if (item.type === 'agent_handoff' && this.#leaving) void this.end();
  }

  #recall(call: AgentCall, message: LivekitMessage, early: boolean): Promise<string> {
    if (this.#recalled?.id !== message.id) {
      const text = textOf(message);
      this.#recalled = { id: message.id, text, early, contextText: call.recall(text) };
    }
    return this.#recalled.contextText;
  }

  #put({ items }: LivekitChatContext, message: LivekitMessage, contextText: string): void {
    if (contextText === '') return;
    // items are ordered by time, and the message may not be among them yet
    const createdAt = message.createdAt - 0.001;
    const at = items.findIndex(({ id }) => id === message.id);
    const memory = this.#package.llm.ChatMessage.create({ id: memoryIdOf(message), role: 'system', content: contextText, createdAt });
    items.splice(at === -1 ? items.length : at, 0, memory);
  }
}

function sessionOf(agent: LivekitAgent): LivekitSession | null {
  try {
    return agent.session;
  } catch {
    return null;
  }
}

const memoryIdOf = ({ id }: LivekitMessage): string => `memory_${id}`;

const isSpoken = (item: LivekitChatItem): item is LivekitMessage =>
  item.type === 'message' && 'role' in item && (item.role === 'user' || item.role === 'assistant');

const textOf = ({ textContent }: LivekitMessage): string => (textContent ?? '').trim();

/** LiveKit keeps an early answer where the final transcript has other capitals or punctuation. */
const sameWords = (a: string, b: string): boolean => lettersOf(a) === lettersOf(b);
const lettersOf = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '');
