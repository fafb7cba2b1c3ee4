#!/usr/bin/env node
import { VERSION } from '../contract/defaults.ts';
import { serveRuntime } from '../loopback/node-server.ts';
import { createLocalRuntime } from '../runtime/local.ts';
import { readSettings } from './environment.ts';
import { main as fetchModel } from './model/cli.ts';
import { createThreadEmbedder } from './thread-embedder.ts';

const HELP = `voice-runtime ${VERSION}

  voice-runtime           serves the v1 contract on a loopback socket, until SIGTERM or Ctrl-C
  voice-runtime model     fetches the default model into this machine's cache

MEMOAIR_RUNTIME_BIND_ADDR     127.0.0.1:7878
MEMOAIR_RUNTIME_WORKSPACE_ID  whose memory this is (or _PROJECT_ID)
MEMOAIR_RUNTIME_USER_ID
MEMOAIR_RUNTIME_TOKEN         when set, callers have to send it as a bearer token

Memory is kept in this process and is gone when it ends.
`;

async function serve(): Promise<void> {
  const settings = readSettings(process.env);
  const runtime = await createLocalRuntime({
    workspaceId: settings.workspaceId,
    userId: settings.userId,
    cloudBaseUrl: settings.cloudBaseUrl,
    embedder: createThreadEmbedder(),
  });
  const server = await serveRuntime(runtime, settings);
  console.log(`voice-runtime ${VERSION} on ${server.url}`);
  const stop = (): void => {
    void server
      .close()
      .then(() => runtime.close())
      .then(() => process.exit(0));
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

const [command, ...rest] = process.argv.slice(2);
try {
  if (command === undefined) await serve();
  else if (command === 'model') process.exitCode = await fetchModel(rest);
  else if (command === '--version' || command === '-v') console.log(VERSION);
  else {
    console.log(HELP);
    process.exitCode = command === '--help' || command === '-h' ? 0 : 2;
  }
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : 'voice-runtime could not start.');
  process.exitCode = 1;
}
