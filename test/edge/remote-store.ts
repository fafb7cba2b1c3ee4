import type { TableName } from '../../worker/store/schema.ts';
import { StoreClosedError, type Store } from '../../worker/store/store.ts';
import { Serial } from '../../worker/serial.ts';
import { readValue, writeValue } from './values.ts';
import type { StoreCall } from './worker/store-object.ts';
import type { Workerd } from './workerd.ts';

let stores = 0;

/** A store that lives in the Durable Object `name`; with `secret` its rows are sealed. Calls arrive in the order in which they are made. */
export async function openRemoteStore({ url }: Workerd, name: string, tables: readonly TableName[], secret?: string): Promise<Store> {
  const store = ++stores;
  const serial = new Serial();
  const send = async (call: Omit<StoreCall, 'store'>): Promise<unknown> => {
    // before anything is awaited: what is put must not change any more
    const body = writeValue({ store, ...call });
    return serial.run(async () => {
      const response = await fetch(`${url}/test/stores/${name}`, { method: 'POST', body });
      const { value, error } = readValue(await response.text()) as { value?: unknown; error?: { name: string; message: string } };
      if (error) throw error.name === 'StoreClosedError' ? new StoreClosedError() : Object.assign(new Error(error.message), { name: error.name });
      return value;
    });
  };
  await send({ tables, secret });
  const ask =
    (method: NonNullable<StoreCall['method']>) =>
    (...parameters: readonly unknown[]): Promise<never> =>
      send({ method, parameters }) as Promise<never>;
  return { kind: 'sqlite', get: ask('get'), scan: ask('scan'), count: ask('count'), head: ask('head'), commit: ask('commit'), close: ask('close') };
}
