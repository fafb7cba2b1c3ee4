import { MINILM_ROW8 } from '../../src/node/model/known-models.ts';
import type { PackageJson, Production } from './production.ts';

interface Component {
  readonly type: 'library' | 'machine-learning-model';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly scope: 'required' | 'optional';
  readonly purl?: string;
  readonly hashes: readonly { readonly alg: 'SHA-512' | 'SHA-256'; readonly content: string }[];
  readonly licenses: readonly { readonly license: { readonly id: string } }[];
}

const purl = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;
const licences = (id: string): Component['licenses'] => [{ license: { id } }];

/** A CycloneDX bill of materials: what an installation may hold, for any system, and the model. The same lockfile gives the same text. */
export function sbom(packages: readonly Production[], own: PackageJson): string {
  const { manifest, hub } = MINILM_ROW8;
  const components = packages.map(({ name, version, license, integrity, optional }): Component => ({
    type: 'library',
    'bom-ref': purl(name, version),
    name,
    version,
    scope: optional ? 'optional' : 'required',
    purl: purl(name, version),
    hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex') }],
    licenses: licences(license),
  }));
  const model: Component = {
    type: 'machine-learning-model',
    'bom-ref': manifest.name,
    name: manifest.name,
    version: hub.revision,
    scope: 'optional',
    hashes: [{ alg: 'SHA-256', content: manifest.model.sha256 }],
    licenses: licences('Apache-2.0'),
  };
  const ref = purl(own.name, own.version);
  const dependencies = [
    { ref, dependsOn: [...packages.filter(({ wantedBy }) => wantedBy.includes(own.name)).map(({ name, version }) => purl(name, version)), manifest.name] },
    ...packages.map(({ name, version }) => ({
      ref: purl(name, version),
      dependsOn: packages.filter(({ wantedBy }) => wantedBy.includes(name)).map((each) => purl(each.name, each.version)),
    })),
  ];
  const root = { type: 'library', 'bom-ref': ref, name: own.name, version: own.version, purl: ref, licenses: licences(own.license) };
  return `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component: root }, components: [...components, model], dependencies }, null, 2)}\n`;
}
