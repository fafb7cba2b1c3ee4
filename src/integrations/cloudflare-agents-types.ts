import type { TurnMemory } from './cloudflare-agents-session.ts';

/** What is used here of a connection. */
export interface VoiceConnection {
  readonly id: string;
  /** What the app has set. */
  readonly state: unknown;
}

/** What is used here of the context of a turn. */
export interface VoiceContext {
  readonly connection: VoiceConnection;
  /** Aborted when the turn is cut off. */
  readonly signal: AbortSignal;
}

/** What is used here of an agent that `withVoice` made: its hooks, of which each is a method. */
export interface VoiceAgent {
  onTurn(transcript: string, context: VoiceContext): Promise<unknown>;
  beforeCallStart(connection: VoiceConnection): boolean | Promise<boolean>;
  onCallEnd(connection: VoiceConnection): void | Promise<void>;
  onInterrupt(connection: VoiceConnection): void | Promise<void>;
  beforeSynthesize(text: string, connection: VoiceConnection): string | null | Promise<string | null>;
  afterSynthesize(audio: ArrayBuffer | null, text: string, connection: VoiceConnection): ArrayBuffer | null | Promise<ArrayBuffer | null>;
  saveMessage(role: 'user' | 'assistant', text: string): void;
}

// oxlint-disable-next-line typescript/no-explicit-any -- TypeScript takes a class for a mixin by this alone
type MixinParameters = any[];

/** A class that `withVoice` made. */
export type VoiceAgentClass = new (...args: MixinParameters) => VoiceAgent;

/** The agents of a class. Of one that was mixed, InstanceType knows the last part alone. */
export type AgentOf<Base extends VoiceAgentClass> = Base extends { readonly prototype: infer Agent } ? Agent : InstanceType<Base>;

/** What the context of a turn has besides: annotate it, as in `VoiceTurnContext & HasMemory`. */
export interface HasMemory {
  /** What was found for this turn. */
  readonly memory: TurnMemory;
}
