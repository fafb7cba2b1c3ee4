import { MINILM_ROW8 } from '../../src/node/model/known-models.ts';
import type { Production } from './production.ts';
import { INSTALL_SCRIPTS, REASONS } from './reasons.ts';

const why = ({ name, wantedBy, optional }: Production, own: string): string => {
  if (wantedBy.includes(own)) return REASONS[name] ?? '';
  return `${optional ? 'one system’s binary' : 'part'} of ${wantedBy.join(', ')}`;
};

/** docs/dependencies.md. */
export function dependenciesPage(packages: readonly Production[], own: string): string {
  const { manifest, hub } = MINILM_ROW8;
  const rows = packages.map((each) => `| ${each.name} | ${each.version} | ${each.license} | ${why(each, own)} |`);
  const scripts = packages.filter(({ installScript }) => installScript).map(({ name }) => `\`${name}\` (${INSTALL_SCRIPTS[name] ?? ''})`);
  return `# What comes with this package

Written by \`npm run licences\` from the lockfile; a test holds it, and [sbom.json](sbom.json) beside it, against what is locked and installed. Every
version is exact and every archive has its hash in the lockfile. Of those that are for one system, one is installed.

| package | version | licence | why |
| --- | --- | --- | --- |
${rows.join('\n')}

Packages that want to run a script when they are installed: ${scripts.join(', ') || 'none'}.
None has to: \`npm ci --ignore-scripts && npm run kernel\` is enough in a checkout, \`npm install --ignore-scripts\` where this package is used.

The model is not in the package. ${manifest.name}: built on the machine that needs it from the published weights of
${hub.repository} (Apache-2.0, revision ${hub.revision}); model.onnx has the SHA-256
\`${manifest.model.sha256}\`, tokenizer.json
\`${manifest.tokenizer.sha256}\`. A runtime computes both hashes when it loads
the files and refuses others. The manifest that names them comes from \`modelUrl\`: whoever can write there, or change your scripts, is trusted.

\`@huggingface/transformers\` is an optional peer: what it brings along is yours to look at.
`;
}
