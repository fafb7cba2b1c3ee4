/** The least that a memory can start: a runtime where the environment says, without a model. */
import { serveRuntime } from '../../src/loopback/node-server.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';

const told = (name: string): string => process.env[`MEMOAIR_RUNTIME_${name}`] ?? '';
const [host, port] = told('BIND_ADDR').split(':') as [string, string];
const runtime = createLocalRuntime({ workspaceId: told('WORKSPACE_ID'), userId: told('USER_ID') });
await serveRuntime(runtime, { host, port: Number(port), ...(told('TOKEN') === '' ? {} : { token: told('TOKEN') }) });
