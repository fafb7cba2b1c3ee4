import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { build, type Plugin, type Rolldown } from 'vite';

const EXAMPLE = fileURLToPath(new URL('../../../demo/examples/livekit-rpc-memory/', import.meta.url));
const HERE = fileURLToPath(new URL('./', import.meta.url));

/** Packages are those that the example has installed. */
const asInExample: Plugin = {
  name: 'as-in-example',
  enforce: 'pre',
  resolveId(id, importer) {
    return /^[@a-z]/.test(id) && importer?.startsWith(HERE) ? this.resolve(id, `${EXAMPLE}src/main.ts`, { skipSelf: true }) : null;
  },
};

/** Puts the example's memory of a room into a page that it serves, with LiveKit's own client and the service's packets made by `page.ts`. */
export async function scriptRoom(page: Page): Promise<void> {
  const input = fileURLToPath(new URL('page.ts', import.meta.url));
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    base: '/scripted/',
    plugins: [asInExample],
    build: { write: false, assetsInlineLimit: 0, rolldownOptions: { input } },
    worker: { format: 'es' },
  })) as Rolldown.RolldownOutput;
  const files = new Map(built.output.map((file) => [`/scripted/${file.fileName}`, file.type === 'chunk' ? file.code : Buffer.from(file.source)]));
  const types = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };
  await page.route('**/scripted/**', (route) => {
    const { pathname } = new URL(route.request().url());
    const contentType = types[pathname.split('.').at(-1) as keyof typeof types];
    const body = files.get(pathname);
    return body === undefined ? route.abort() : route.fulfill({ body, contentType });
  });
  await page.addScriptTag({ type: 'module', url: `/scripted/${built.output[0].fileName}` });
  await page.waitForFunction(() => 'join' in globalThis);
}
