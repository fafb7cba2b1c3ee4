import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from '../../../src/node/environment.ts';

describe('the settings', () => {
  it('without any are those of one person on this machine', () => {
    expect(readSettings([], {})).toMatchObject({
      host: '127.0.0.1',
      port: 7878,
      workspaceId: 'local',
      userId: 'local',
      mode: 'default',
      cloudBaseUrl: '',
      cloudKey: null,
      logLevel: 'info',
    });
  });

  it('may name another model, and refuse a name that there is not with those there are', () => {
    expect(readSettings([], {}).model).toBeUndefined();
    expect(readSettings([], { MEMOAIR_RUNTIME_MODEL: 'bge-small-en-v1.5' }).model).toBe('bge-small-en-v1.5');
    expect(readSettings(['--model', 'Xenova/multilingual-e5-small'], {}).model).toBe('Xenova/multilingual-e5-small');
    expect(() => readSettings([], { MEMOAIR_RUNTIME_MODEL: 'bge' })).toThrow(SettingsError);
    expect(() => readSettings(['--model', 'bge'], {})).toThrow(
      'MEMOAIR_RUNTIME_MODEL (--model): There is no model of that name. It has to be all-MiniLM-L6-v2, bge-small-en-v1.5',
    );
  });

  it('are read as the pool of the Python SDK sets them', () => {
    const settings = readSettings([], {
      MEMOAIR_RUNTIME_BIND_ADDR: '127.0.0.1:7901',
      MEMOAIR_RUNTIME_WORKSPACE_ID: 'ws_1',
      MEMOAIR_RUNTIME_PROJECT_ID: 'ws_1',
      MEMOAIR_RUNTIME_USER_ID: 'user_1',
      MEMOAIR_RUNTIME_AGENT_ID: 'agent_1',
      MEMOAIR_RUNTIME_API_KEY: 'key',
      MEMOAIR_RUNTIME_CLOUD_BASE_URL: 'https://cloud.example',
      MEMOAIR_RUNTIME_TOKEN: 'token',
      MEMOAIR_RUNTIME_STORAGE_ROOT: '/var/lib/memoair',
      MEMOAIR_RUNTIME_SATHAM_MODELS_DIR: '/models',
    });
    expect(settings).toMatchObject({
      port: 7901,
      workspaceId: 'ws_1',
      userId: 'user_1',
      agentId: 'agent_1',
      cloudKey: 'key',
      cloudBaseUrl: 'https://cloud.example',
      token: 'token',
      storageRoot: '/var/lib/memoair',
    });
    expect(settings.notices).toHaveLength(1);
  });

  it('take an empty variable for none', () => {
    const settings = readSettings([], { MEMOAIR_RUNTIME_STORAGE_ROOT: '', MEMOAIR_RUNTIME_TOKEN: '', MEMOAIR_RUNTIME_MODE: '', MEMOAIR_RUNTIME_USER_ID: '' });
    expect([settings.storageRoot, settings.token, settings.mode, settings.userId]).toEqual([undefined, undefined, 'default', 'local']);
  });

  it('take a flag before its variable, and a project for a workspace', () => {
    const env = { MEMOAIR_RUNTIME_WORKSPACE_ID: 'ws_env', MEMOAIR_RUNTIME_USER_ID: 'user_env' };
    expect(readSettings(['--user-id', 'user_flag'], env)).toMatchObject({ workspaceId: 'ws_env', userId: 'user_flag' });
    expect(readSettings(['--project-id=p_flag'], env).workspaceId).toBe('p_flag');
    expect(readSettings([], { MEMOAIR_RUNTIME_PROJECT_ID: 'p_env' }).workspaceId).toBe('p_env');
    expect(readSettings(['--log-level', 'debug'], { MEMOAIR_RUNTIME_LOG: 'error' }).logLevel).toBe('debug');
  });

  it('take an empty flag for one that takes its variable back', () => {
    expect(readSettings(['--cloud-base-url', ''], { MEMOAIR_RUNTIME_CLOUD_BASE_URL: 'https://cloud.example' }).cloudBaseUrl).toBe('');
  });

  it('of an org_only runtime need no user', () => {
    expect(readSettings([], { MEMOAIR_RUNTIME_MODE: 'org_only' })).toMatchObject({ mode: 'org_only', userId: '__org__' });
    expect(readSettings(['--mode', 'org_only', '--user-id', 'u'], {}).userId).toBe('u');
  });

  it.each([
    [['--nonsense'], {}, '--nonsense'],
    [['--user-id'], {}, '--user-id'],
    [['stray'], {}, 'stands alone'],
    [['--bind-addr', '7878'], {}, '--bind-addr'],
    [[], { MEMOAIR_RUNTIME_BIND_ADDR: '127.0.0.1:70000' }, 'MEMOAIR_RUNTIME_BIND_ADDR'],
    [['--mode', 'org'], {}, 'org_only'],
    [['--user-id', 'x'.repeat(513)], {}, '--user-id'],
  ])('%j with %j are refused, and the message says what it is about', (args, env, named) => {
    expect(() => readSettings(args, env)).toThrow(expect.objectContaining({ name: SettingsError.name, message: expect.stringContaining(named) }));
  });

  it('go on with info when nobody knows the level', () => {
    const settings = readSettings(['--log-level', 'loud'], {});
    expect([settings.logLevel, settings.notices.length]).toEqual(['info', 1]);
  });
});
