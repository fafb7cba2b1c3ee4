// Writes cases.jsonl: `node test/hostile/generate.mjs`. The same seed gives the same file, and a test holds the file against this.
import { writeFileSync } from 'node:fs';
import { CLOUD } from './generate-cloud.mjs';
import { CONTRACT } from './generate-contract.mjs';
import { numbered } from './forms.mjs';

export const cases = () => numbered([...CONTRACT(), ...CLOUD()]);

/** The file's text, a case a line. */
export const written = () =>
  `${cases()
    .map((one) => ascii(JSON.stringify(one)))
    .join('\n')}\n`;

/** What is not seen, or could be changed by an editor, as escapes. */
const ascii = (json) => json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

if (process.argv[1] === import.meta.filename) writeFileSync(new URL('cases.jsonl', import.meta.url), written());
