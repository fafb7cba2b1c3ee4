import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runtime } from '../../src/contract/runtime.ts';
import { runtimeMemory } from '../../src/integrations/calls/runtime-memory.ts';
import type { CallMemory } from '../../src/integrations/calls/call-memory.ts';
import type { Bridge } from '../../src/integrations/calls/bridge.ts';
import { serveHttp } from '../../src/node/cloud/http-server.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';

/** A line of an export. */
export interface Exported {
  readonly kind: string;
  readonly sessionId: string;
  readonly turnId: string;
  readonly userText: string;
  readonly assistantText: string;
  readonly occurredAt: string;
  readonly endedAt?: string;
}

/** Real runtimes in files, one a caller, opened as they are asked for. */
export class Callers {
  readonly memory: CallMemory = runtimeMemory((userId) => this.runtimeOf(userId));
  /** Folder of their files. */
  readonly root: string;
  readonly #open = new Map<string, Promise<Runtime>>();

  constructor(root: string) {
    this.root = root;
  }

  static async inFiles(): Promise<Callers> {
    return new Callers(await mkdtemp(join(tmpdir(), 'memoair-calls-')));
  }

  /** Whose runtime was asked for. */
  get known(): string[] {
    return [...this.#open.keys()];
  }

  runtimeOf(userId: string): Promise<Runtime> {
    const open = this.#open.get(userId) ?? nodeRuntimes({ storageRoot: this.root, embedder: null })({ workspaceId: 'ws_1', userId });
    this.#open.set(userId, open);
    return open;
  }

  /** Everything that is kept of a caller. */
  async exported(userId: string): Promise<Exported[]> {
    const runtime = await this.runtimeOf(userId);
    const { body } = await runtime.respond({ method: 'GET', path: '/v1/local/export', contentType: null, authorization: null, body: null });
    return body
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Exported);
  }

  async turns(userId: string): Promise<Exported[]> {
    return (await this.exported(userId)).filter(({ kind }) => kind === 'turn');
  }

  async said(userId: string): Promise<string[]> {
    return (await this.turns(userId)).map(({ userText }) => userText);
  }

  async sessions(userId: string): Promise<Exported[]> {
    return (await this.exported(userId)).filter(({ kind }) => kind === 'session');
  }

  /** Lets go of every runtime, as the end of a process does; the files stay. */
  async restart(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map(async (runtime) => (await runtime).close()));
  }

  async close(): Promise<void> {
    await this.restart();
    await rm(this.root, { recursive: true, force: true });
  }
}

/** An answer as its caller sees it. */
export interface Answered {
  readonly status: number;
  readonly body: { readonly [name: string]: unknown };
  readonly headers: Headers;
}

/** A bridge on a real socket. */
export interface Served {
  ask(path: string, init?: RequestInit): Promise<Answered>;
  close(): Promise<void>;
}

export async function serve(bridge: Bridge): Promise<Served> {
  const server = await serveHttp(bridge, '127.0.0.1', 0);
  return {
    ask: async (path, init) => {
      const response = await fetch(`${server.url}${path}`, init);
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Answered['body'] };
    },
    close: () => server.close(),
  };
}
