import type { Identity } from '../src/contract/types.ts';

const LONGEST = 200;
/** What may stand in a message and is nobody else's business, and what stands there instead. Addresses before paths: they hold some. */
const PRIVATE: readonly (readonly [sign: RegExp, instead: string])[] = [
  [/\b(?:data|blob):[^\s"'<>)]+/gi, '(address)'],
  [/\b[a-z][a-z\d+.-]*:\/\/[^\s"'<>)]*/gi, '(address)'],
  [/(?:\b[a-z]:)?[\\/](?:[^\s\\/"'<>()]+[\\/])+[^\s"'<>()]*/gi, '(path)'],
  [/"[^"]*"|“[^”]*”|«[^»]*»|`[^`]*`/g, '(quoted)'],
  [/\b(?:Bearer\s+|ek_|sk[-_]|pk_|memoair_)[\w.~+/-]+/gi, '(secret)'],
  [/\b(?=[\w-]*\d)[\w-]{20,}\b/g, '(long word)'],
];

/** A line for strangers: what we say ourselves passes; addresses, paths, quotations, long words with digits and the ids of `identity` do not. */
export function discreet(text: string, identity?: Identity): string {
  let told = text;
  for (const id of identity ? [identity.workspaceId, identity.userId] : [])
    if (id.length > 1) told = told.replaceAll(id, '(id)').replaceAll(encodeURIComponent(id), '(id)');
  for (const [sign, instead] of PRIVATE) told = told.replace(sign, instead);
  return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told;
}
