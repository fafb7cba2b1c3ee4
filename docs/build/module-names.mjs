import { readFileSync } from 'node:fs';
import { Converter } from 'typedoc';

const { exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
/** What an app imports, by the source as TypeDoc names it: `node` for src/node/index.ts. */
const names = new Map(
  Object.entries(exports).flatMap(([path, { types, node }]) => {
    const source = (types ?? node?.types)?.replace('./dist/types/src/', '').replace(/\.d\.ts$/, '');
    return source ? [[source.replace(/\/index$/, ''), `memoair-web${path.slice(1)}`]] : [];
  }),
);

/** Calls each module what an app imports. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) module.name = names.get(module.name) ?? module.name;
  });
}
