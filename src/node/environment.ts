import { parseArgs } from 'node:util';
import { DEFAULT_PORT, LIMITS } from '../contract/defaults.ts';
import type { SessionMode } from '../contract/types.ts';
import type { NodeEncryption } from './encryption.ts';
import { logLevel, type LogLevel } from './log.ts';
import type { Environment } from './model/cache-dir.ts';
import { modelByName } from './model/model-name.ts';

/** What `voice-runtime` is told; the pool of the Python SDK sets it by environment. */
export interface VoiceRuntimeSettings {
  readonly host: string;
  readonly port: number;
  readonly workspaceId: string;
  readonly userId: string;
  /** Null where nobody named one. */
  readonly agentId: string | null;
  readonly mode: SessionMode;
  /** Callers have to send it; undefined lets everyone on this machine in. */
  readonly token: string | undefined;
  /** Undefined: the system's folder for a person's data. */
  readonly storageRoot: string | undefined;
  /** Undefined: nothing is encrypted. */
  readonly encryption: NodeEncryption | undefined;
  /** Undefined: the default one. */
  readonly model: string | undefined;
  /** Empty: no cloud. */
  readonly cloudBaseUrl: string;
  /** The account's key, or the internal token in its place; null without. */
  readonly cloudKey: string | null;
  readonly logLevel: LogLevel;
  /** Settings that were understood and have no meaning here, for the log. */
  readonly notices: readonly string[];
}

/** A setting or an argument that cannot be used; `message` says which, and what it has to be. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Each setting is a flag `--bind-addr` and a variable `MEMOAIR_RUNTIME_BIND_ADDR`; what it says, for the help. */
const SETTINGS = {
  'bind-addr': `address and port to listen on, loopback only (127.0.0.1:${DEFAULT_PORT})`,
  'workspace-id': 'whose memory this is',
  'project-id': 'the same, for callers that say project',
  'user-id': 'the one person whose memory this is',
  'storage-root': "folder of all memory (the system's folder for a person's data)",
  'key-root': 'folder of the key files that memory is encrypted with, outside the storage root (none: it is not encrypted)',
  passphrase: 'words that memory is encrypted with, in the place of key files',
  mode: 'org_only: answer from the org lane alone',
  token: 'when set, callers have to send it as a bearer token',
  'cloud-base-url': 'address of a cloud (none)',
  'agent-id': "the agent's id, for the cloud",
  'api-key': "the account's key, for the cloud",
  'internal-token': 'a token in place of the key',
  model: 'the model: all-MiniLM-L6-v2 (the default) or bge-small-en-v1.5, which finds more in documents and takes twice the time',
  'satham-models-dir': 'understood, and of no use here',
  'log-level': 'error, warn, info, debug or off (info); variable MEMOAIR_RUNTIME_LOG',
} as const;
type Setting = keyof typeof SETTINGS;

const variableOf = (setting: Setting): string =>
  setting === 'log-level' ? 'MEMOAIR_RUNTIME_LOG' : `MEMOAIR_RUNTIME_${setting.replaceAll('-', '_').toUpperCase()}`;

/** A line for each setting, for the help. */
export function settingsHelp(): string {
  const lines = Object.entries(SETTINGS).map(([setting, says]) => `  --${setting.padEnd(18)} ${says}`);
  return `${lines.join('\n')}\n`;
}

/**
 * Settings from the arguments and, where they say nothing, from `MEMOAIR_RUNTIME_*`; an empty one counts as unset, but for those that
 * encrypt: a variable that was not expanded must not leave memory readable.
 *
 * @throws SettingsError
 */
export function readSettings(args: readonly string[], env: Environment): VoiceRuntimeSettings {
  const flags = readFlags(args);
  const flag = (setting: Setting): string | undefined => flags[setting] || undefined;
  const variable = (setting: Setting): string | undefined => env[variableOf(setting)] || undefined;
  // an empty flag takes back what the variable says
  const value = (setting: Setting): string | undefined => (flags[setting] === undefined ? variable(setting) : flag(setting));
  const mode = modeOf(value('mode'));
  const notices: string[] = [];
  if (value('satham-models-dir') !== undefined) notices.push('satham-models-dir has no meaning here: the model comes from the cache of this machine');
  const level = logLevel(value('log-level') ?? 'info');
  if (level === undefined) notices.push('log-level has to be error, warn, info, debug or off: info is taken');
  return {
    ...addressOf(value('bind-addr') ?? `127.0.0.1:${DEFAULT_PORT}`),
    workspaceId: idOf('workspace-id', flag('workspace-id') ?? flag('project-id') ?? variable('workspace-id') ?? variable('project-id') ?? 'local'),
    userId: idOf('user-id', value('user-id') ?? (mode === 'org_only' ? '__org__' : 'local')),
    agentId: value('agent-id') ?? null,
    mode,
    token: value('token'),
    storageRoot: value('storage-root'),
    encryption: encryptionOf(flags['key-root'] ?? env[variableOf('key-root')], flags.passphrase ?? env[variableOf('passphrase')]),
    model: modelOf(value('model')),
    cloudBaseUrl: value('cloud-base-url') ?? '',
    cloudKey: value('api-key') ?? value('internal-token') ?? null,
    logLevel: level ?? 'info',
    notices,
  };
}

function readFlags(args: readonly string[]): Partial<Record<Setting, string>> {
  const options = Object.fromEntries(Object.keys(SETTINGS).map((setting) => [setting, { type: 'string' }] as const));
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (thrown) {
    // Node's message names a flag and never its value; what stands alone may be a key that has lost its flag
    const alone = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL';
    const message = thrown instanceof Error && !alone ? thrown.message.split('. To specify')[0] : 'An argument stands alone, without its flag';
    throw new SettingsError(`${message}. See voice-runtime --help.`);
  }
}

function addressOf(address: string): { host: string; port: number } {
  const match = /^(.+):(\d{1,5})$/.exec(address);
  const port = Number(match?.[2]);
  if (!match || port > 65_535) throw new SettingsError('MEMOAIR_RUNTIME_BIND_ADDR (--bind-addr) has to be host:port, for example 127.0.0.1:7878.');
  return { host: match[1]!, port };
}

function modeOf(mode = 'default'): SessionMode {
  if (mode === 'default' || mode === 'org_only') return mode;
  throw new SettingsError('MEMOAIR_RUNTIME_MODE (--mode) has to be default or org_only.');
}

function encryptionOf(keyRoot: string | undefined, passphrase: string | undefined): NodeEncryption | undefined {
  for (const [setting, given] of [['key-root', keyRoot] as const, ['passphrase', passphrase] as const])
    if (given === '') throw new SettingsError(`${variableOf(setting)} (--${setting}) is set and empty: give it a value, or leave it unset.`);
  if (keyRoot !== undefined && passphrase !== undefined)
    throw new SettingsError('MEMOAIR_RUNTIME_KEY_ROOT (--key-root) and MEMOAIR_RUNTIME_PASSPHRASE (--passphrase) are two ways: give one of them.');
  return keyRoot === undefined ? (passphrase === undefined ? undefined : { passphrase }) : { keyRoot };
}

function modelOf(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  try {
    modelByName(name);
    return name;
  } catch (thrown) {
    throw new SettingsError(`MEMOAIR_RUNTIME_MODEL (--model): ${thrown instanceof Error ? thrown.message : 'unknown'}`);
  }
}

function idOf(setting: Setting, id: string): string {
  if (id.length <= LIMITS.idChars) return id;
  throw new SettingsError(`${variableOf(setting)} (--${setting}) is longer than ${LIMITS.idChars} characters.`);
}
