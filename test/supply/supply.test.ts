import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { nameOf, production, readJson, type Lockfile, type PackageJson } from './production.ts';
import { ALLOWED, INSTALL_SCRIPTS, REASONS } from './reasons.ts';
import { papers } from './write.ts';

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;
/** Binaries of tools for other systems: they were locked where nobody could ask for their hashes. */
const UNHASHED = /^@(?:ox(?:fmt\/binding|lint\/binding|lint-tsgolint\/)|next\/swc-(?:darwin|win32)-)/;
/** How an example of this checkout names the package that it lies in. */
const LINKED = 'file:../../..';

const own = await readJson<PackageJson>('package.json');
const lockfile = await readJson<Lockfile>('package-lock.json');
const packages = production(lockfile, own);

/** Files of that name in this checkout; what was installed or built into it is not looked through. */
async function filesNamed(name: string, folder = ''): Promise<string[]> {
  const entries = await readdir(new URL(`../../${folder}`, import.meta.url), { withFileTypes: true });
  const found = entries.map(async (entry) => {
    if (entry.isDirectory()) return /^(?:node_modules|dist.*|build|\..*)$/.test(entry.name) ? [] : filesNamed(name, `${folder}${entry.name}/`);
    return entry.name === name ? [folder + name] : [];
  });
  return (await Promise.all(found)).flat();
}

describe('what this package depends on', () => {
  it('is named by exact versions, for people and for its developers', async () => {
    for (const path of await filesNamed('package.json')) {
      const { dependencies = {}, devDependencies = {} } = await readJson<Partial<PackageJson>>(path);
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        if (name !== own.name || version !== LINKED) expect(`${path} ${name} ${version}`).toMatch(new RegExp(` ${EXACT.source.slice(1)}`));
    }
  });

  it('has its hash in every lockfile, and no address of where it once came from', async () => {
    for (const path of await filesNamed('package-lock.json')) {
      for (const [place, { integrity, resolved, version, link, optional }] of Object.entries((await readJson<Lockfile>(path)).packages)) {
        if (place === '' || link || `file:${place}` === LINKED || (optional && UNHASHED.test(nameOf(place)))) continue;
        expect([path, place, version, integrity?.slice(0, 7), resolved]).toEqual([path, place, expect.stringMatching(EXACT), 'sha512-', undefined]);
      }
    }
  });

  it('runs no script when it is installed but those that somebody has looked at', () => {
    expect(packages.filter(({ installScript }) => installScript).map(({ name }) => name)).toEqual(Object.keys(INSTALL_SCRIPTS));
  });

  it('comes under licences that are allowed, as the installed packages say too', async () => {
    expect(packages.length).toBeGreaterThan(20);
    for (const { name, version, license, place } of packages) {
      expect([name, ALLOWED.has(license)]).toEqual([name, true]);
      if (existsSync(new URL(`../../${place}/package.json`, import.meta.url)))
        expect(await readJson<object>(`${place}/package.json`)).toMatchObject({ name, version, license });
    }
  });

  it('has a reason, package by package, and a line in NOTICE where it is built in', async () => {
    expect(Object.keys(REASONS).toSorted()).toEqual(Object.keys(own.dependencies).toSorted());
    const notice = await readFile(new URL('../../NOTICE', import.meta.url), 'utf8');
    for (const { name, license } of packages.filter(({ wantedBy }) => wantedBy.includes(own.name)).filter((each) => each.name !== 'libsql'))
      expect(notice.replaceAll(/\s+/g, ' ')).toContain(`${name} (${license})`);
  });
});

describe('docs/dependencies.md and docs/sbom.json', () => {
  it('are current: npm run licences writes them', async () => {
    for (const [path, text] of Object.entries(await papers())) expect(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
  });

  it('name each package once with its hash, and no machine, registry or time', async () => {
    const text = (await papers())['docs/sbom.json']!;
    const { components, dependencies } = JSON.parse(text) as {
      components: { 'bom-ref': string; hashes: { content: string }[] }[];
      dependencies: { ref: string; dependsOn: string[] }[];
    };
    const refs = components.map((each) => each['bom-ref']);
    expect(new Set(refs).size).toBe(packages.length + 1);
    expect(dependencies.flatMap(({ dependsOn }) => dependsOn).every((ref) => refs.includes(ref))).toBe(true);
    for (const { hashes } of components) expect(hashes[0]!.content).toMatch(/^(?:[\da-f]{128}|[\da-f]{64})$/);
    for (const word of ['http', 'registry', 'timestamp', homedir(), hostname()]) expect(text).not.toContain(word);
  });
});
