import { field, isObject, type JsonObject } from '../client/json.ts';
import { realtimeToolSchema, TOOL_NAME } from '../client/schema.ts';

export interface GateOptions {
  /** Whether answers are held back until what is remembered is there, and asked for then. */
  readonly respond: boolean;
  /** Whether `search_memory` is declared where the session has it not. */
  readonly tool: boolean;
}

const TRANSCRIPTION = 'transcription';

/**
 * Who asks for an answer when the user has spoken. A server that detects turns does, at once: it is told not to, so that the
 * memory can come first. Sessions are of two forms: today's has `audio`, the one before it had all fields at the top.
 */
export class SessionGate {
  readonly #options: GateOptions;
  /** As the session has it: undefined while that was not told. */
  #detection: unknown = undefined;
  /** As it was before it was changed here. */
  #before: JsonObject | null = null;
  #form: 'audio' | 'flat' = 'audio';
  #tools: readonly unknown[] | null = null;
  #declared = false;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Whether an answer is to be asked for here when none has begun. Not where the app detects turns, and so asks itself. */
  get asks(): boolean {
    return this.#options.respond && this.#detection !== null;
  }

  /** A new connection: nothing is known of its session. */
  reset(): void {
    this.#detection = undefined;
    this.#before = null;
    this.#declared = false;
  }

  /** The session as the server tells it. Returns what it is to be told in turn, or null. */
  told(session: JsonObject): JsonObject | null {
    if (session['type'] === TRANSCRIPTION) return null;
    this.#form = isObject(session['audio']) ? 'audio' : 'flat';
    this.#detection = this.#form === 'audio' ? field(field(session['audio'], 'input'), 'turn_detection') : session['turn_detection'];
    this.#tools = Array.isArray(session['tools']) ? session['tools'] : null;
    const hold = this.#options.respond && isObject(this.#detection) && this.#detection['create_response'] !== false;
    const declare = this.#options.tool && this.#tools !== null && !this.#tools.some(isOurs);
    if (hold) this.#before = this.#detection as JsonObject;
    this.#declared ||= declare;
    return this.#update({
      ...(hold ? { detection: { ...(this.#detection as JsonObject), create_response: false } } : {}),
      ...(declare ? { tools: [...this.#tools!, realtimeToolSchema()] } : {}),
    });
  }

  /** What undoes the changes, or null. */
  undo(): JsonObject | null {
    const tools = this.#declared && this.#tools ? { tools: this.#tools.filter((tool) => !isOurs(tool)) } : {};
    return this.#update({ ...(this.#before ? { detection: this.#before } : {}), ...tools });
  }

  #update({ detection, tools }: { readonly detection?: JsonObject; readonly tools?: readonly unknown[] }): JsonObject | null {
    if (!detection && !tools) return null;
    const change = tools ? { tools } : {};
    if (this.#form === 'flat') return { ...change, ...(detection ? { turn_detection: detection } : {}) };
    return { type: 'realtime', ...change, ...(detection ? { audio: { input: { turn_detection: detection } } } : {}) };
  }
}

const isOurs = (tool: unknown): boolean => field(tool, 'name') === TOOL_NAME;
