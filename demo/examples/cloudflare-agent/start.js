import { fileURLToPath } from 'node:url';
import { unstable_startWorker as startWorker } from 'wrangler';
import './copy-model.js';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

// `wrangler dev` attaches a debugger, under which WebAssembly is slow: loading the model takes twice the time, and an isolate
// answers nobody meanwhile
const worker = await startWorker({
  config: path('wrangler.jsonc'),
  // of the flag nodejs_compat, which is not looked at here
  build: { nodejsCompatMode: 'v2' },
  dev: {
    inspector: false,
    watch: false,
    persist: process.env.AGENT_STATE ?? path('.wrangler/state'),
    server: { hostname: '127.0.0.1', port: Number(process.env.PORT ?? 5182) },
  },
});
await worker.ready;
console.log(String(await worker.url));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void worker.dispose().then(() => process.exit(0)));
