import { DEFAULT_PORT } from '../contract/defaults.ts';

/** What `voice-runtime` is told; the pool of the Python SDK sets it by environment. */
export interface VoiceRuntimeSettings {
  readonly host: string;
  readonly port: number;
  readonly workspaceId: string;
  readonly userId: string;
  readonly token: string | undefined;
  readonly cloudBaseUrl: string;
}

/** Reads MEMOAIR_RUNTIME_*. @throws Error that names the variable and says what it has to be. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): VoiceRuntimeSettings {
  const value = (name: string): string | undefined => env[`MEMOAIR_RUNTIME_${name}`] || undefined;
  const address = value('BIND_ADDR') ?? `127.0.0.1:${DEFAULT_PORT}`;
  const match = /^(.+):(\d{1,5})$/.exec(address);
  const port = Number(match?.[2]);
  if (!match || port > 65_535) throw new Error('MEMOAIR_RUNTIME_BIND_ADDR has to be host:port, for example 127.0.0.1:7878.');
  return {
    host: match[1]!,
    port,
    workspaceId: value('WORKSPACE_ID') ?? value('PROJECT_ID') ?? 'local',
    userId: value('USER_ID') ?? 'local',
    token: value('TOKEN'),
    cloudBaseUrl: value('CLOUD_BASE_URL') ?? '',
  };
}
