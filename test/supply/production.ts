import { readFile } from 'node:fs/promises';

const ROOT = new URL('../../', import.meta.url);

/** A package of the lockfile, as far as it is read here. */
export interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, Locked>>;
}

export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** A package that somebody who installs this one may get. */
export interface Production {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly integrity: string;
  /** For one system alone. */
  readonly optional: boolean;
  readonly installScript: boolean;
  /** Names of those that want it; ours where it is a direct dependency. */
  readonly wantedBy: readonly string[];
  /** Where it lies. */
  readonly place: string;
}

export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(new URL(path, ROOT), 'utf8')) as T;
}

export function nameOf(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Every package that is reached from our own dependencies, for any system. Peers that are optional are not. */
export function production({ packages }: Lockfile, { name, dependencies }: PackageJson): Production[] {
  const wanted = new Map<string, Set<string>>();
  /** As Node looks for it: beside its dependent, then further up. */
  const placeOf = (dependency: string, from: string): string | undefined => {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const place = `${folder === '' ? '' : `${folder}/`}node_modules/${dependency}`;
      if (place in packages) return place;
      if (folder === '') return undefined;
    }
  };
  const visit = (dependency: string, from: string, by: string): void => {
    const place = placeOf(dependency, from);
    if (place === undefined) return;
    const known = wanted.get(place);
    wanted.set(place, (known ?? new Set()).add(by));
    if (known) return;
    const { dependencies: more = {}, optionalDependencies = {} } = packages[place]!;
    for (const next of Object.keys({ ...more, ...optionalDependencies })) visit(next, place, dependency);
  };
  for (const dependency of Object.keys(dependencies)) visit(dependency, '', name);
  return [...wanted]
    .map(([place, by]): Production => {
      const { version = '', license = '', integrity = '', optional = false, hasInstallScript = false } = packages[place]!;
      return { name: nameOf(place), version, license, integrity, optional, installScript: hasInstallScript, wantedBy: [...by].toSorted(), place };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
