import { vi } from 'vitest';
import { MemoAirVoiceClient } from '../../../src/client/client.ts';
import type { Runtime } from '../../../src/contract/runtime.ts';
import { responder } from '../../../src/loopback/responder.ts';
import { createLocalRuntime } from '../../../src/runtime/local.ts';

/** A turn as an export has it. */
interface SavedTurn {
  readonly kind: string;
  readonly sessionId: string;
  readonly userText: string;
  readonly assistantText: string;
  readonly metadata: { readonly interrupted: boolean; readonly framework: string };
}

const URL_OF_RUNTIME = 'http://memory.test';

/** A real runtime behind its contract, which can fall ill: no answer ever, or none but errors. */
export class MemoryFarSide {
  readonly runtime: Runtime;
  readonly paths: string[] = [];
  health: 'well' | 'hung' | 'failing' = 'well';

  private constructor(runtime: Runtime) {
    this.runtime = runtime;
  }

  /** Of Ada, who has a dog. */
  static async withDog(): Promise<MemoryFarSide> {
    const runtime = await createLocalRuntime({ workspaceId: 'proj_1', userId: 'ada' });
    await runtime.importMemory({ items: [{ memoryId: 'm1', text: 'The dog is called Bruno.' }] });
    return new MemoryFarSide(runtime);
  }

  /** A client that talks to it. */
  client(options: { readonly orgOnly?: boolean } = {}): MemoAirVoiceClient {
    const answer = responder(this.runtime);
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      this.paths.push(new URL(request.url).pathname);
      if (this.health === 'hung') return new Promise<never>(() => undefined);
      if (this.health === 'failing') throw new TypeError('fetch failed');
      return answer(request);
    };
    return new MemoAirVoiceClient({ projectId: 'proj_1', agentId: 'agent_1', cloudBaseUrl: '', runtimeUrl: URL_OF_RUNTIME, fetch, ...options });
  }

  async turns(): Promise<SavedTurn[]> {
    const { body } = await this.runtime.respond({ method: 'GET', path: '/v1/local/export', contentType: null, authorization: null, body: null });
    return body
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as SavedTurn)
      .filter(({ kind }) => kind === 'turn');
  }

  /** The turns as `[user, assistant, interrupted]`, once there are so many. */
  said(count: number): Promise<(readonly [string, string, boolean])[]> {
    return vi.waitFor(async () => {
      const turns = await this.turns();
      if (turns.length < count) throw new Error(`There are ${turns.length} turns.`);
      return turns.map(({ userText, assistantText, metadata }) => [userText, assistantText, metadata.interrupted] as const);
    });
  }
}
