import * as fc from 'fast-check';
import { isAbsolute, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultStorageRoot, pathPart, storagePaths } from '../../src/node/storage-paths.ts';

const id = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('a', 'A', '.', '/', '\\', '~', '%', '2', 'E', '\u0000', '\ud800', 'é', ' '), minLength: 1, maxLength: 8 }),
  fc.constantFrom('.', '..', '../..', '/etc', 'C:\\x', 'con', 'NUL.txt', 'org.sqlite', 'memory.sqlite-wal', 'x'.repeat(512)),
);

describe('the folder of an id', () => {
  it('is one step down, whatever the id, short enough for any file system, and never hidden', () => {
    fc.assert(
      fc.property(id, (value) => {
        const part = pathPart(value);
        expect(part).toMatch(/^[\w%-][\w.%~-]*$/);
        expect(part.length).toBeLessThan(200);
        expect(resolve(`${sep}root`, part)).toBe(`${sep}root${sep}${part}`);
      }),
    );
  });

  it('is another one for every other id, also where case does not count', () => {
    fc.assert(
      fc.property(id, id, (one, other) => {
        if (one !== other) expect(pathPart(one).toLowerCase()).not.toBe(pathPart(other).toLowerCase());
      }),
      { numRuns: 2000 },
    );
    expect(pathPart('Ann').toLowerCase()).not.toBe(pathPart('ann'));
    expect(pathPart(`${'x'.repeat(300)}1`)).not.toBe(pathPart(`${'x'.repeat(300)}2`));
    expect(pathPart('\ud800')).not.toBe(pathPart('\ud801'));
  });

  it('is the id itself where that can be read', () => {
    for (const plain of ['ws_123', 'user_42', 'voice-session-1', '__org__', '3f2a.b']) expect(pathPart(plain)).toBe(plain);
  });

  it('is never the name of a file of ours', () => {
    for (const taken of ['org.sqlite', 'org.sqlite-wal', 'memory.sqlite', 'MEMORY.SQLITE-SHM']) expect(pathPart(taken)).not.toBe(taken);
  });
});

describe('the files of a session', () => {
  it('lie under workspace, user and session, with absolute paths', () => {
    const { pathsOf, userDatabase, orgDatabase } = storagePaths('/var/lib/memoair/voice', { workspaceId: 'ws_123', userId: 'user_42' });
    const paths = pathsOf('voice-session-1');
    expect(paths.sessionJsonl).toBe(resolve('/var/lib/memoair/voice/ws_123/user_42/voice-session-1/session.jsonl'));
    expect(paths.workingBrief).toBe(resolve('/var/lib/memoair/voice/ws_123/user_42/voice-session-1/working_brief.json'));
    expect(userDatabase).toBe(resolve('/var/lib/memoair/voice/ws_123/user_42/memory.sqlite'));
    expect(orgDatabase).toBe(resolve('/var/lib/memoair/voice/ws_123/org.sqlite'));
    expect(isAbsolute(paths.sessionJsonl)).toBe(true);
  });
});

describe('the default storage root', () => {
  it('is where the system wants lasting data of a person to be', () => {
    expect(defaultStorageRoot({ XDG_DATA_HOME: '/data' }, 'linux', '/home/a')).toBe('/data/memoair-web');
    expect(defaultStorageRoot({}, 'linux', '/home/a')).toBe('/home/a/.local/share/memoair-web');
    expect(defaultStorageRoot({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Application Support/memoair-web');
    expect(defaultStorageRoot({ LOCALAPPDATA: 'C:\\Local' }, 'win32', 'C:\\a')).toBe('C:\\Local\\memoair-web\\data');
  });
});
