import type {
  ForgetMemoryRequest,
  ForgetResponse,
  ForgetSessionRequest,
  MemoryEditRequest,
  MemoryEditResponse,
  MemoryListRequest,
  MemoryListResponse,
  OutboxListRequest,
  OutboxListResponse,
  OutboxRetryAllResponse,
  OutboxRetryRequest,
  OutboxRetryResponse,
  SyncRequest,
} from '../../src/contract/local.ts';
import type { CallOptions } from '../../src/contract/runtime.ts';
import { bounded } from '../bounded.ts';
import type { Clock } from '../clock.ts';
import type { OrgLane } from '../org-lane.ts';
import type { OpenUser } from '../open-user.ts';
import type { CloudSync } from '../sync/cloud-sync.ts';
import { editMemory } from './edit.ts';
import { exportMemories } from './export.ts';
import { forgetMemory, forgetSession, forgetUser } from './forget.ts';
import { listMemories } from './list.ts';
import { listOutbox, retryOutbox, retryRefused } from './outbox.ts';
import type { ManagementParts } from './parts.ts';

export interface ManagementOptions {
  readonly user: OpenUser;
  readonly org: OrgLane;
  /** Null without a cloud. */
  readonly sync: CloudSync | null;
  readonly clock: Clock;
  readonly parts: ManagementParts;
  /** Throws once the runtime is closed. */
  readonly assertOpen: () => void;
}

/** What a person or an app does with one user's memory besides talking: look, correct, forget, take away. */
export class Management {
  readonly #options: ManagementOptions;

  constructor(options: ManagementOptions) {
    this.#options = options;
  }

  list(request: MemoryListRequest, options: CallOptions): Promise<MemoryListResponse> {
    const { org } = this.#options;
    return this.#bounded('memory', options, async ({ memory }) => listMemories(request, { memory, org: org.memory, indexes: (await org.list()).indexes }));
  }

  edit(request: MemoryEditRequest, options: CallOptions): Promise<MemoryEditResponse> {
    return this.#bounded('memory edit', options, (parts) => editMemory(request, parts));
  }

  forgetMemory(request: ForgetMemoryRequest, options: CallOptions): Promise<ForgetResponse> {
    return this.#bounded('memory delete', options, (parts) => forgetMemory(request, parts));
  }

  forgetSession(request: ForgetSessionRequest, options: CallOptions): Promise<ForgetResponse> {
    return this.#bounded('session delete', options, (parts) => forgetSession(request, parts));
  }

  forgetUser(options: CallOptions): Promise<ForgetResponse> {
    return this.#bounded('user delete', options, forgetUser);
  }

  /** The whole export, a JSON line each. */
  export(options: CallOptions): Promise<string> {
    return this.#bounded('export', options, async (parts) => {
      const lines: string[] = [];
      for await (const line of exportMemories(parts)) lines.push(line);
      return lines.join('');
    });
  }

  outbox(request: OutboxListRequest, options: CallOptions): Promise<OutboxListResponse> {
    return this.#bounded('outbox', options, () => listOutbox(request, this.#options.user.store));
  }

  retry(request: OutboxRetryRequest, options: CallOptions): Promise<OutboxRetryResponse> {
    return this.#bounded('outbox retry', options, async () => {
      const response = await retryOutbox(request, this.#options.user.store);
      this.#options.sync?.nudge();
      // another tab may be the one that sends
      this.#options.user.announce();
      return response;
    });
  }

  retryAll(options: CallOptions): Promise<OutboxRetryAllResponse> {
    return this.#bounded('outbox retry', options, async () => {
      const response = await retryRefused(this.#options.user.store);
      this.#options.sync?.nudge();
      // another tab may be the one that sends
      this.#options.user.announce();
      return response;
    });
  }

  /** Sends what waits and takes what is new; answers when that is done or cannot be. */
  sync({ restart }: SyncRequest, options: CallOptions): Promise<{ readonly status: 'ok' }> {
    return this.#bounded('sync', options, async () => {
      this.#options.sync?.nudge();
      await (restart ? this.#options.sync?.restart() : this.#options.sync?.pull());
      return { status: 'ok' };
    });
  }

  #bounded<T>(doing: string, options: CallOptions, work: (parts: ManagementParts) => Promise<T>): Promise<T> {
    const { clock, user, org, parts, assertOpen } = this.#options;
    return bounded(doing, clock, options, async () => {
      assertOpen();
      await Promise.all([user.catchUp(), org.catchUp()]);
      return work(parts);
    });
  }
}
