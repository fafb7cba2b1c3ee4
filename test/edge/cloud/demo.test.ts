import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workerConfig } from '../../../demo/edge/build/worker-config.ts';
import { serveEdge, type ServedEdge } from '../../../demo/edge/serve.ts';
import { Device, HEADERS, sendTo } from '../../cloud/harness.ts';
import { KEY, SECRET } from '../../cloud/keys.ts';

const path = (relative: string): string => fileURLToPath(new URL(`../../../demo/edge/${relative}`, import.meta.url));

/** What wrangler deploys, as its file says. */
interface Wrangler {
  readonly main: string;
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] };
  readonly migrations: readonly { readonly new_sqlite_classes: readonly string[] }[];
}

/** Comments and last commas are all that it has beyond JSON. */
async function wrangler(name: string): Promise<Wrangler> {
  const text = await readFile(path(name), 'utf8');
  return JSON.parse(text.replaceAll(/^ *\/\/.*$/gm, '').replaceAll(/,(\s*[\]}])/g, '$1')) as Wrangler;
}

describe.each(['wrangler.jsonc', 'wrangler.cloud.jsonc'])('%s', (name) => {
  it('deploys a module that exports all classes that it binds', async () => {
    const { main, durable_objects: objects, migrations } = await wrangler(name);
    const module = await readFile(path(main), 'utf8');
    const classes = objects.bindings.map((binding) => binding.class_name);
    expect(migrations.flatMap((each) => each.new_sqlite_classes)).toEqual(classes);
    for (const each of classes) expect(module).toMatch(new RegExp(`export (?:class ${each} |\\{ ${each} \\})`));
  });
});

describe('the cloud that is deployed', () => {
  let edge: ServedEdge;
  let folder: string;
  beforeAll(async () => {
    const { main, durable_objects: objects } = await wrangler('wrangler.cloud.jsonc');
    folder = await mkdtemp(join(tmpdir(), 'memoair-demo-cloud-'));
    await build({ ...workerConfig(path(main), folder), logLevel: 'error' });
    edge = await serveEdge({
      worker: folder,
      workerd: path('workerd'),
      objects: Object.fromEntries(objects.bindings.map((binding) => [binding.name, binding.class_name])),
      variables: { MEMOAIR_CLOUD_API_KEY: KEY, MEMOAIR_TOKEN_SECRET: SECRET },
      model: null,
      storage: null,
      port: 0,
    });
  });
  afterAll(async () => {
    await edge?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes what devices send, gives it to the next one, and makes their tokens', async () => {
    const device = new Device((request) => sendTo(edge.url, request), HEADERS);
    await device.createIndex('kb', [{ id: 'hours', text: 'The shop opens at nine.' }]);
    expect([...(await device.pullAll()).chunks.values()].map((chunk) => chunk.text)).toEqual(['The shop opens at nine.']);
    expect((await device.call('POST', '/v1/voice-sdk/token')).status).toBe(200);
    expect((await device.with({ authorization: 'Bearer no' }).call('GET', '/v1/voice-sdk/bootstrap')).status).toBe(401);
  });
});
