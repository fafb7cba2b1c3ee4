import type { TurnDetectionSettings } from './settings.ts';
import type { VoiceTool } from './tools.ts';

/** What a session is opened with. */
export interface TransportConfig {
  readonly model: string;
  readonly voice: string;
  readonly language: string;
  readonly instructions: string | null;
  readonly tools: readonly VoiceTool[];
  /** How the other side finds the end of a turn; null: it does not, and `commit` tells it. */
  readonly turnDetection: TurnDetectionSettings | null;
  /** Whether answers are held back: none is given to a turn until `ask` asks for it. */
  readonly held: boolean;
}

/** What comes from the other side. An answer is one response or, where tools are called, several. */
export type TransportEvent =
  /** `atMs`: where in the audio that was appended, in milliseconds; null where that is not known. */
  | { readonly type: 'speechStarted'; readonly atMs: number | null }
  | { readonly type: 'speechEnded'; readonly atMs: number | null }
  /** What the user says, where it does not come from `append`. */
  | { readonly type: 'userAudio'; readonly samples: Int16Array }
  | { readonly type: 'transcript'; readonly role: 'user'; readonly itemId: string; readonly text: string; readonly final: boolean }
  /** A turn of the user has no words, and none are to come. */
  | { readonly type: 'untranscribed' }
  | {
      readonly type: 'transcript';
      readonly role: 'assistant';
      readonly responseId: string;
      readonly itemId: string;
      readonly text: string;
      readonly final: boolean;
    }
  | { readonly type: 'responseStarted'; readonly responseId: string }
  /** `live`: it is heard as it comes, on a way of its own; these samples are not what makes it heard. */
  | { readonly type: 'audio'; readonly responseId: string; readonly itemId: string; readonly samples: Int16Array; readonly live?: boolean }
  /** Of what the other side plays itself, so many characters of an item's words were heard by now. */
  | { readonly type: 'spoken'; readonly responseId: string; readonly itemId: string; readonly chars: number }
  /** The other side knows how much of an item was heard before it was cut. */
  | { readonly type: 'truncated'; readonly itemId: string; readonly heardMs: number }
  | { readonly type: 'toolCall'; readonly responseId: string; readonly callId: string; readonly name: string; readonly input: string }
  | { readonly type: 'responseDone'; readonly responseId: string; readonly failed: boolean }
  /** The answer that was asked for will not come. */
  | { readonly type: 'answerFailed'; readonly code: string }
  /** What was left out or went wrong, and does not end the talk. Never what was said. */
  | { readonly type: 'fault'; readonly what: string; readonly reason: string }
  /** The last event: the connection ended by itself. */
  | { readonly type: 'lost'; readonly cause: unknown };

/** An open connection. None of its methods throws for a reason that lies with the other side: that comes as an event. */
export interface VoiceLine {
  /** False where the user is not heard while an answer is awaited or played: the microphone would hear the answer. Default true. */
  readonly bargeIn?: boolean;
  /** Adds to what the user says: samples at the transport's rate. */
  append(samples: Int16Array): void;
  /** The user has finished: an answer is asked for, unless answers are held back. */
  commit(): void;
  /** Asks for an answer to all that there is. */
  ask(): void;
  /** Ends the answer that is being given, or was asked for. */
  cancel(): void;
  /** Of this item only so many milliseconds were heard. */
  truncate(itemId: string, heardMs: number): void;
  /** The result of a tool; an answer is asked for apart. */
  toolOutput(callId: string, output: string): void;
  turnDetection(settings: TurnDetectionSettings | null): void;
  /** From now on no answer is given to a turn until {@link ask} asks for it; or each is again. */
  hold(held: boolean): void;
  /** Puts this before the model, in the place of what was put there last. No answer is asked for. */
  context(text: string): void;
  /** The tools that may be called from now on. */
  tools(tools: readonly VoiceTool[]): void;
  /** Idempotent; resolves when all is let go. */
  close(): Promise<void>;
}

/** How a session reaches the one who answers. */
export interface VoiceTransport {
  readonly name: string;
  /** Hertz of the samples that it takes and gives. */
  readonly sampleRate: number;
  /**
   * Opens a connection; each call another one.
   *
   * @param onEvent is called until it is closed, perhaps before this resolves
   * @param signal gives up while it is not open
   * @throws VoiceSessionError
   */
  open(config: TransportConfig, onEvent: (event: TransportEvent) => void, signal: AbortSignal): Promise<VoiceLine>;
}
