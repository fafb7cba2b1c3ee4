#!/usr/bin/env node
import { VERSION } from '../contract/defaults.ts';
import { RuntimeError } from '../contract/errors.ts';
import { StoreError } from '../../worker/store/store-errors.ts';
import { cloudCommand } from './cloud/main.ts';
import { readSettings, SettingsError, settingsHelp } from './environment.ts';
import { createLog } from './log.ts';
import { main as fetchModel } from './model/cli.ts';
import { createProcessEmbedder } from './process-embedder.ts';
import { nodeRuntimes } from './runtimes.ts';
import { AddressError, serve, type Serving } from './serve.ts';

const HELP = `voice-runtime ${VERSION}

  voice-runtime           serves the v1 contract on a loopback socket, until SIGTERM or Ctrl-C
  voice-runtime model     fetches the default model into this machine's cache
  voice-runtime cloud     serves the reference cloud (see voice-runtime cloud --help)
  voice-runtime --help    this text; --version: the version

Each setting is a flag or a variable, --user-id or MEMOAIR_RUNTIME_USER_ID; flags win. What a person must not see among the
processes of the machine (token, key) is better given as a variable.

${settingsHelp()}
Memory is kept in <storage root>/<workspace>/<user>/: memory.sqlite, and a folder a session with session.jsonl and
working_brief.json. What the users of a workspace share is in <storage root>/<workspace>/org.sqlite.
`;

async function serveUntilStopped(args: readonly string[]): Promise<void> {
  const settings = readSettings(args, process.env);
  const { workspaceId, userId, mode, storageRoot, cloudBaseUrl } = settings;
  const log = createLog(settings.logLevel, (line) => void process.stderr.write(line));
  const start = nodeRuntimes({ cloudBaseUrl, embedder: createProcessEmbedder, ...(storageRoot === undefined ? {} : { storageRoot }) });
  let serving: Serving | undefined;
  const stop = (): void => void Promise.resolve(serving?.stop()).then(() => process.exit(0));
  // before anyone can know that there is something to stop
  process.once('SIGTERM', stop).once('SIGINT', stop);
  serving = await serve(settings, () => start({ workspaceId, userId, mode }), log);
  process.stdout.write(`voice-runtime ${VERSION} on ${serving.url}\n`);
}

/** Codes of the process: 1 it could not do it, 2 it was not asked in a way that it understands. */
async function main([command, ...rest]: readonly string[]): Promise<number> {
  try {
    if (command === 'model') return await fetchModel(rest);
    if (command === '--help' || command === '-h' || command === '--version' || command === '-v') {
      process.stdout.write(command.startsWith('--v') || command === '-v' ? `${VERSION}\n` : HELP);
      return 0;
    }
    if (command === 'cloud') {
      await cloudCommand(rest, process.env);
      return 0;
    }
    if (command !== undefined && !command.startsWith('-')) throw new SettingsError(`There is no command ${command}. See voice-runtime --help.`);
    await serveUntilStopped(command === undefined ? [] : [command, ...rest]);
    return 0;
  } catch (thrown) {
    const told = thrown instanceof SettingsError || thrown instanceof AddressError || thrown instanceof RuntimeError || thrown instanceof StoreError;
    process.stderr.write(`${told ? thrown.message : 'voice-runtime could not start.'}\n`);
    return thrown instanceof SettingsError ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
