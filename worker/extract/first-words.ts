/** A head that says at once with which words it may begin: `^(?:i am …|my name …)`. */
const HEAD = /^\^\(\?:(.*)\)\(\?!/su;
const FIRST_WORD = /^[a-z]+(?= )/u;

const known = new WeakMap<RegExp, ReadonlySet<string> | null>();

/** The first words of all that a head matches, lower case; null where that cannot be told. */
export function firstWords(head: RegExp): ReadonlySet<string> | null {
  let words = known.get(head);
  if (words === undefined) known.set(head, (words = read(head.source)));
  return words;
}

function read(source: string): ReadonlySet<string> | null {
  const body = HEAD.exec(source)?.[1];
  if (body === undefined) return null;
  const words = alternatives(body).map((each) => FIRST_WORD.exec(each)?.[0]);
  return words.every((word) => word !== undefined) ? new Set(words) : null;
}

/** What stands between the bars that are in no group and no class. */
function alternatives(body: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  let inClass = false;
  for (let i = 0; i < body.length; i++) {
    const sign = body[i]!;
    if (sign === '\\') i++;
    else if (inClass) inClass = sign !== ']';
    else if (sign === '[') inClass = true;
    else if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if (sign === '|' && depth === 0) {
      found.push(body.slice(from, i));
      from = i + 1;
    }
  }
  return [...found, body.slice(from)];
}
