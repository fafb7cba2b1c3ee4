import { cloudStoreCases } from '../../../cloud/cloud-store.cases.ts';
import type { ObjectState } from '../../../../src/edge/platform.ts';
import { openPartitionStore } from '../../../../src/edge/cloud/partition-store.ts';
import { collected } from './vitest-in-workerd.ts';

/** Runs one case of the store in this object, whose rows are its own; without a number says what cases there are. */
export class CasesObject {
  readonly #state: ObjectState;

  constructor(state: ObjectState) {
    this.#state = state;
  }

  async fetch(request: Request): Promise<Response> {
    const { storage } = this.#state;
    // the cases look at several partitions, as the one store of a file holds them
    const open = () => openPartitionStore({ storage, mine: () => true, onBare: null });
    const cases = collected(() => cloudStoreCases('', async () => ({ store: await open(), reopen: open, dispose: async () => undefined })));
    const number = new URL(request.url).searchParams.get('number');
    if (number === null) return Response.json(cases.map(({ name }) => name));
    try {
      await cases[Number(number)]!.run();
      return Response.json(null);
    } catch (thrown) {
      return Response.json(thrown instanceof Error ? `${thrown.message}\n${thrown.stack}` : 'thrown');
    }
  }
}
