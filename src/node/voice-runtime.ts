#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { VERSION } from '../contract/defaults.ts';
import { RuntimeError } from '../contract/errors.ts';
import type { Runtime } from '../contract/runtime.ts';
import { StoreError } from '../../worker/store/store-errors.ts';
import { readSettings, SettingsError, settingsHelp } from './environment.ts';
import { createLog } from './log.ts';
import { AddressError, serve, type Serving } from './serve.ts';

const HELP = `voice-runtime ${VERSION}

  voice-runtime           serves the v1 contract on a loopback socket, until SIGTERM or Ctrl-C
  voice-runtime model     fetches a model into this machine's cache (see voice-runtime model --help)
  voice-runtime cloud     serves the reference cloud (see voice-runtime cloud --help)
  voice-runtime --help    this text; --version: the version

Each setting is a flag or a variable, --user-id or MEMOAIR_RUNTIME_USER_ID; flags win. What a person must not see among the
processes of the machine (token, key, passphrase) is better given as a variable.

${settingsHelp()}
Memory is kept in <storage root>/<workspace>/<user>/: memory.sqlite, and a folder a session with session.jsonl and
working_brief.json. With a key root or a passphrase memory.sqlite is encrypted, and the
folders stay empty. What the users of a workspace share is in <storage root>/<workspace>/org.sqlite.
`;

async function serveUntilStopped(args: readonly string[]): Promise<void> {
  const settings = readSettings(args, process.env);
  const { workspaceId, userId, mode, storageRoot, encryption, cloudBaseUrl, cloudKey: apiKey, agentId, model } = settings;
  const log = createLog(settings.logLevel, (line) => void process.stderr.write(line));
  // loaded once the port is listened on: whoever started this process waits for health
  const open = async (): Promise<Runtime> => {
    const [{ nodeRuntimes }, { createProcessEmbedder }] = await Promise.all([import('./runtimes.ts'), import('./process-embedder.ts')]);
    const start = nodeRuntimes({
      cloudBaseUrl,
      apiKey,
      agentId,
      embedder: () => createProcessEmbedder(model),
      ...(storageRoot === undefined ? {} : { storageRoot }),
      ...(encryption === undefined ? {} : { encryption }),
    });
    return start({ workspaceId, userId, mode });
  };
  let serving: Serving | undefined;
  const stop = (): void => void Promise.resolve(serving?.stop()).then(() => process.exit(0));
  // before anyone can know that there is something to stop
  process.once('SIGTERM', stop).once('SIGINT', stop);
  serving = await serve(settings, open, log);
  process.stdout.write(`voice-runtime ${VERSION} on ${serving.url}\n`);
}

/** Codes of the process: 1 it could not do it, 2 it was not asked in a way that it understands. */
async function main([command, ...rest]: readonly string[]): Promise<number> {
  try {
    if (command === 'model') return await (await import('./model/cli.ts')).main(rest);
    if (command === '--help' || command === '-h' || command === '--version' || command === '-v') {
      process.stdout.write(command.startsWith('--v') || command === '-v' ? `${VERSION}\n` : HELP);
      return 0;
    }
    if (command === 'cloud') {
      await (await import('./cloud/main.ts')).cloudCommand(rest, process.env);
      return 0;
    }
    if (command !== undefined && !command.startsWith('-')) throw new SettingsError('There is no such command. See voice-runtime --help.');
    await serveUntilStopped(command === undefined ? [] : [command, ...rest]);
    return 0;
  } catch (thrown) {
    const told = thrown instanceof SettingsError || thrown instanceof AddressError || thrown instanceof RuntimeError || thrown instanceof StoreError;
    process.stderr.write(`${told ? thrown.message : 'voice-runtime could not start.'}\n`);
    return thrown instanceof SettingsError ? 2 : 1;
  }
}

// Expressions are compiled to machine code at their first use: by way of bytecode the grammar's take three times as long, and
// the first turn waits for them
setFlagsFromString('--no-regexp-tier-up');

process.exitCode = await main(process.argv.slice(2));
