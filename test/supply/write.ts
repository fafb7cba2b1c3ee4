import { writeFile } from 'node:fs/promises';
import { format } from 'oxfmt';
import { dependenciesPage } from './page.ts';
import { production, readJson, type Lockfile, type PackageJson } from './production.ts';
import { sbom } from './sbom.ts';

/** Both files, by where they lie, in the form that is asked of every file. */
export async function papers(): Promise<Readonly<Record<string, string>>> {
  const own = await readJson<PackageJson>('package.json');
  const packages = production(await readJson<Lockfile>('package-lock.json'), own);
  const texts = { 'docs/dependencies.md': dependenciesPage(packages, own.name), 'docs/sbom.json': sbom(packages, own) };
  const formatted = Object.entries(texts).map(async ([path, text]) => [path, (await format(path, text, { printWidth: 160 })).code] as const);
  return Object.fromEntries(await Promise.all(formatted));
}

export async function writePapers(): Promise<void> {
  for (const [path, text] of Object.entries(await papers())) await writeFile(new URL(`../../${path}`, import.meta.url), text);
}
