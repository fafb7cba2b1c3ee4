import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const { exports } = JSON.parse(readFileSync(path('../../package.json'), 'utf8'));
const typesOf = (entry) => entry.types ?? entry.node?.types;
const sources = Object.values(exports)
  .map(typesOf)
  // the worker's script is named to be loaded, and exports nothing
  .filter((types) => types?.startsWith('./dist/types/src/'))
  .map((types) => path(`../../${types.replace('./dist/types/', '').replace(/\.d\.ts$/, '.ts')}`));

export default {
  name: 'API',
  tsconfig: path('tsconfig.json'),
  plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme', path('module-names.mjs')],
  out: path('../reference/api'),
  docsRoot: path('../'),
  entryPoints: [...new Set(sources)],
  readme: 'none',
  // the project's own compiler checks them, with a later version
  skipErrorChecking: true,
  excludePrivate: true,
  excludeInternal: true,
  disableSources: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  entryFileName: 'README',
  // a page a module: a page a symbol would be a thousand
  outputFileStrategy: 'modules',
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  treatWarningsAsErrors: false,
  logLevel: 'Error',
  sidebar: { autoConfiguration: true, format: 'vitepress', pretty: false },
};
