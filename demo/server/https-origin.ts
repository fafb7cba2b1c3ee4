/** An origin that may stand in a policy, as it was given; null for none. @throws RangeError for anything else: it would say more than one origin */
export function httpsOrigin(given = ''): string | null {
  if (given === '') return null;
  // a host may hold `;`, `,` and `*`, which mean something in a policy
  if (/^https:\/\/[a-z\d.-]+(:\d+)?$/.test(given) && URL.canParse(given) && new URL(given).origin === given) return given;
  throw new RangeError('The origin of the language model has to be one like https://api.example.com, without a path.');
}
