import { keepSetting, recallSetting } from '../../shell/kept.ts';

const KEPT = 'people';
/** Names that are remembered, and characters of one. */
const MOST = 20;
export const NAME_CHARS = 40;

/** Names of the people that this browser was told of, beside the one whose browser it is. */
export function knownPeople(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(recallSetting(KEPT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((name): name is string => typeof name === 'string' && name !== '') : [];
  } catch {
    // it holds what is not ours
    return [];
  }
}

/** Remembers a name. The list as it is now. */
export function addPerson(name: string): readonly string[] {
  const people = [...new Set([...knownPeople(), name])].slice(-MOST);
  // where storage is refused they are known until the page is left
  keepSetting(KEPT, JSON.stringify(people));
  return people;
}

/** The page as that person; empty: as the one whose browser this is. */
export function addressOf(name: string, how: { readonly embedded?: boolean } = {}): string {
  const query = new URLSearchParams({ ...(name === '' ? {} : { as: name }), ...(how.embedded ? { embedded: '' } : {}) }).toString();
  return `/${query === '' ? '' : `?${query}`}#talk`;
}
