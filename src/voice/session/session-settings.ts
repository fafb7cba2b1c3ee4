import type { PassAnswer } from './answer-gate.ts';
import type { SessionOptions } from './options.ts';
import { turnDetectionOf, type TurnDetectionSettings } from './settings.ts';
import type { VoiceTool } from './tools.ts';
import type { TransportConfig, VoiceLine } from './transport.ts';

/** What of a session may change while it lives. */
export class SessionSettings {
  /** Hertz of the audio that is given and taken. */
  sampleRate: number;
  /** Null: the end of a turn is not found by itself. */
  detection: TurnDetectionSettings | null;
  /** What answers wait for; null: nothing. */
  pass: PassAnswer | null = null;
  readonly #options: SessionOptions;
  #added: readonly VoiceTool[] = [];
  #tools: readonly VoiceTool[];

  constructor(options: SessionOptions) {
    this.#options = options;
    this.sampleRate = options.sampleRate;
    this.detection = turnDetectionOf({ enabled: options.turnDetection });
    this.#tools = options.agent?.tools ?? [];
  }

  /** Those that were added, and those of the agent but for such of the same name. */
  get tools(): readonly VoiceTool[] {
    return this.#tools;
  }

  addTool(tool: VoiceTool): void {
    this.#setAdded([...this.#added, tool]);
  }

  removeTool(tool: VoiceTool): void {
    this.#setAdded(this.#added.filter((each) => each !== tool));
  }

  /** What the other side is told. */
  told(): TransportConfig {
    const { model, voice, language, agent, speechModel } = this.#options;
    return {
      model,
      voice,
      language,
      instructions: agent?.instructions ?? null,
      tools: this.#tools,
      turnDetection: speechModel ? null : this.detection,
      held: this.pass !== null,
    };
  }

  #setAdded(added: readonly VoiceTool[]): void {
    const own = this.#options.agent?.tools ?? [];
    this.#added = added;
    this.#tools = [...added, ...own.filter(({ name }) => !added.some((tool) => tool.name === name))];
  }
}

/** Tells a line what has changed. */
export function tellChanges(line: VoiceLine, before: TransportConfig, now: TransportConfig): void {
  if (now.turnDetection !== before.turnDetection) line.turnDetection(now.turnDetection);
  if (now.held !== before.held) line.hold(now.held);
  if (now.tools !== before.tools) line.tools(now.tools);
}
