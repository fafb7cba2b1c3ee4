import type { TurnMemory } from './cloudflare-agents-session.ts';

/** What is used here of a connection. */
export interface VoiceConnection {
  readonly id: string;
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

/** What TypeScript takes for the parameters of a mixin's constructor: `any[]`, and nothing narrower. */
type MixinParameters = InstanceType<ArrayConstructor>;

/** A class that `withVoice` made. */
export type VoiceAgentClass = new (...args: MixinParameters) => VoiceAgent;

/** An agent of a class; of one that was mixed, what it was mixed with too. */
export type AgentOf<Base extends VoiceAgentClass> = InstanceType<Base> & (Base extends { readonly prototype: infer Agent } ? Agent : unknown);

/** The context that `onTurn` is given. */
type ContextOf<Base extends VoiceAgentClass> = Parameters<InstanceType<Base>['onTurn']>[1];

/** The connections of an agent. */
export type ConnectionOf<Base extends VoiceAgentClass> = ContextOf<Base>['connection'];

/** What the context of a turn has besides. */
export interface HasMemory {
  /** What was found for this turn. */
  readonly memory: TurnMemory;
}

/** The same class, whose turns have a memory. */
export type WithMemory<Base extends VoiceAgentClass> = Base &
  (new (...args: MixinParameters) => { onTurn(transcript: string, context: ContextOf<Base> & HasMemory): ReturnType<InstanceType<Base>['onTurn']> });
