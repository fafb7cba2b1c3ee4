/** What may be nowhere but where it is meant to go. Each is one word in small letters, so that no case, escape or cut hides it. */
export const MARKERS = {
  'account key': 'zqkeyofaccount',
  'wrong key': 'zqkeythatiswrong',
  'runtime token': 'zqtokenofruntime',
  'secret of tokens': 'zqsecretofsixteenormore',
  'user text': 'zqsaidbyuser',
  'assistant text': 'zqsaidbyassistant',
  query: 'zqaskedbyuser',
  hint: 'zqhalfasentence',
  'name of the user': 'zqnameofuser',
  'tool call': 'zqcalledbytool',
  metadata: 'zqmetadata',
  'document text': 'zqinadocument',
  'memory text': 'zqimportedmemory',
  'key of a memory': 'zqkeyofmemory',
  'malformed field': 'zqinawrongfield',
} as const;

export type Marker = keyof typeof MARKERS;

/** Where a text was found, and what it says. */
export interface Evidence {
  readonly where: string;
  readonly text: string;
}

/** Every secret that a piece of evidence holds, as it stands or in base64, with what is around it. `secrets` by their names. */
export function leaks(evidence: readonly Evidence[], secrets: Readonly<Record<string, string>>): string[] {
  return evidence.flatMap(({ where, text }) => {
    const readings = [text, ...decoded(text)].map((reading) => reading.toLowerCase());
    return Object.entries(secrets).flatMap(([name, secret]) => {
      const reading = readings.find((each) => each.includes(secret.toLowerCase()));
      if (reading === undefined) return [];
      const at = reading.indexOf(secret.toLowerCase());
      return [`${name} in ${where}: …${reading.slice(Math.max(0, at - 80), at + secret.length + 40)}…`];
    });
  });
}

/** What runs of base64 in a text say. */
function decoded(text: string): string[] {
  return Array.from(text.matchAll(/[\w+/-]{16,}/g), ([run]) => atobLoose(run));
}

function atobLoose(run: string): string {
  const text = run.replaceAll('-', '+').replaceAll('_', '/');
  // a run may be cut anywhere: what is over does not hide the rest
  return atob(text.slice(0, text.length - (text.length % 4)));
}
