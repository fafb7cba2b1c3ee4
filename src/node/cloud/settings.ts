import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SettingsError } from '../environment.ts';
import { logLevel, type LogLevel } from '../log.ts';
import type { Environment } from '../model/cache-dir.ts';
import { defaultStorageRoot } from '../storage-paths.ts';

/** Where a cloud listens when nobody says. */
const DEFAULT_CLOUD_PORT = 8078;

/** What `voice-runtime cloud` is told. */
export interface CloudSettings {
  readonly host: string;
  readonly port: number;
  readonly apiKey: string;
  readonly storageRoot: string;
  /** Org documents get their vectors here. */
  readonly embed: boolean;
  readonly logLevel: LogLevel;
}

/** The help of `voice-runtime cloud`. */
export const CLOUD_HELP: string = `voice-runtime cloud   serves the reference cloud, until SIGTERM or Ctrl-C

  --port            port to listen on (${DEFAULT_CLOUD_PORT}); variable PORT
  --host            address to listen on (127.0.0.1: this machine alone). It speaks plain HTTP: 0.0.0.0 only behind what encrypts
  --storage-root    folder of cloud.sqlite; variable MEMOAIR_CLOUD_STORAGE_ROOT
  --no-embeddings   leaves the vectors of org documents to the devices
  --log-level       error, warn, info, debug or off (info); variable MEMOAIR_CLOUD_LOG

MEMOAIR_CLOUD_API_KEY is the account's key, which every caller sends. It is no flag: others on the machine see those.
`;

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  'storage-root': { type: 'string' },
  'no-embeddings': { type: 'boolean' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Settings from arguments and variables; flags win, an empty one counts as unset. Null when the help was asked for. @throws SettingsError */
export function readCloudSettings(args: readonly string[], env: Environment): CloudSettings | null {
  const flags = flagsOf(args);
  if (flags.help === true) return null;
  const apiKey = env['MEMOAIR_CLOUD_API_KEY'] ?? '';
  if (apiKey.trim() === '')
    throw new SettingsError('Set MEMOAIR_CLOUD_API_KEY to the key that callers have to send, for example the output of: openssl rand -hex 32');
  const level = logLevel(flags['log-level'] || env['MEMOAIR_CLOUD_LOG'] || 'info');
  if (level === undefined) throw new SettingsError('MEMOAIR_CLOUD_LOG (--log-level) has to be error, warn, info, debug or off.');
  return {
    host: flags.host || '127.0.0.1',
    port: portOf(flags.port || env['PORT'] || String(DEFAULT_CLOUD_PORT)),
    apiKey: apiKey.trim(),
    storageRoot: flags['storage-root'] || env['MEMOAIR_CLOUD_STORAGE_ROOT'] || join(defaultStorageRoot(env), 'cloud.data'),
    embed: flags['no-embeddings'] !== true,
    logLevel: level,
  };
}

function flagsOf(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch {
    throw new SettingsError('The arguments cannot be read. See voice-runtime cloud --help.');
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new SettingsError('PORT (--port) has to be a number from 0 to 65535.');
}
