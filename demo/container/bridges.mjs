/** Webhooks of Retell and Vapi on one port, with the memories of all callers in files. What encrypts stands before it. */
import { poolMemory, retellBridge } from 'memoair-web/integrations/retell';
import { vapiBridge } from 'memoair-web/integrations/vapi';
import { RuntimePool, serveHttp } from 'memoair-web/node';

const { MEMOAIR_PROJECT_ID = 'proj_1', MEMOAIR_RUNTIME_STORAGE_ROOT = '/data', RETELL_SIGNING_SECRET = '', VAPI_SECRET = '', PORT = '8080' } = process.env;

const pool = new RuntimePool({ projectId: MEMOAIR_PROJECT_ID, cloudBaseUrl: '', storageRoot: MEMOAIR_RUNTIME_STORAGE_ROOT, maxConcurrentUsers: 64 });
const onFault = (what, reason) => process.stderr.write(`${what} (${reason})\n`);
const options = { memory: poolMemory(pool), onFault };
const retell = RETELL_SIGNING_SECRET && retellBridge({ ...options, signingSecret: RETELL_SIGNING_SECRET });
const vapi = VAPI_SECRET && vapiBridge({ ...options, secret: VAPI_SECRET });
if (!retell && !vapi) throw new Error('Set RETELL_SIGNING_SECRET, VAPI_SECRET or both.');

/** A platform whose secret is not set is answered as any other path. */
const answer = (request) => ((new URL(request.url).pathname.startsWith('/vapi/') && vapi) || retell || vapi)(request);
const server = await serveHttp(answer, '0.0.0.0', Number(PORT));
process.stdout.write(`webhooks on ${server.url}\n`);

const stop = async () => {
  await server.close();
  // what was said is on disk before it is answered; this ends sessions and the model's thread
  await pool.aclose();
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop());
