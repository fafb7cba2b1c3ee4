/** Whether a header carries the token; compares in time that depends on the given token's length alone. */
export function bearerMatches(header: string | null, token: string): boolean {
  const given = /^Bearer (.*)$/i.exec(header ?? '')?.[1] ?? '';
  let difference = given.length ^ token.length;
  for (let i = 0; i < given.length; i++) difference |= given.charCodeAt(i) ^ token.charCodeAt(i % Math.max(1, token.length));
  return difference === 0;
}
