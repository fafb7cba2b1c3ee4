import { LANES } from '../../src/contract/types.ts';
import { folded, HEADING, ROLE_MARKUP, UNSEEN_LEFT } from '../worker/hostile.ts';

/** Letters of other scripts that look like Latin ones, where a role is spelled with them. */
const ALIKE: ReadonlyMap<string, string> = new Map(
  [
    ['АВСЕНІКМОРЅТУХасеіморѕту', 'ABCEHIKMOPSTYXaceimopsty'],
    ['ΑΒΕΗΙΚΜΝΟΡΤΥΧαορ', 'ABEHIKMNOPTYXaop'],
    ['ᎪᎬᎻᎷᎢᏚ', 'AEHMTS'],
    ['ꜱʏᴛᴇᴍᴀɪɴᴜʀ', 'sytemainur'],
  ].flatMap(([alike, latin]) => Array.from(alike!, (letter, i) => [letter, latin![i]!] as const)),
);
const ROLE = /^(?:system|assistant|user|developer|tool|function|human|model|ai|bot|chatbot)\s*:/i;
const BRIEF = /^(?:last call|earlier in (?:this )?call)\s*:/i;
/** Special tokens of chat templates beside those of {@link ROLE_MARKUP}. */
const TOKEN =
  /<\s*\/?\s*(?:bos|eos|s|pad|unk|think(?:ing)?|tools?|functions?|tool_\w+|function_\w+|invoke|parameter|developer|human|memory|context|instructions?|prompt|messages?|documents?)(?:>|\s+[\w-]+=)|\[\s*\/?\s*(?:SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|THINK)\s*\]/i;

/** A line of contextText as the most lenient reader reads it: folded, nothing unseen, lookalikes as Latin letters. */
export function asRead(line: string): string {
  return Array.from(folded(line).replace(/\u2800/gu, ' '), (letter) => ALIKE.get(letter) ?? letter)
    .join('')
    .trim();
}

/** What is wrong with contextText, in words; empty when nothing is. `ours`: labels that lines of this memory may begin with. */
export function faultsOf(contextText: string, ours: readonly string[]): string[] {
  const faults: string[] = [];
  const complain = (what: string, line: string): void => void faults.push(`${what}: ${JSON.stringify(line.slice(0, 80))}`);
  if (!contextText.isWellFormed()) faults.push('half a character');
  const headings: number[] = [];
  // every line end that any reader knows
  for (const line of contextText === '' ? [] : contextText.split(/\r\n|[\p{Cc}\u2028\u2029]/u)) {
    const lane = LANES.findIndex((each) => line === `## ${each}`);
    if (lane >= 0) headings.push(lane);
    else if (!/^\[\d{4}-\d\d-\d\d\]$/.test(line)) lineFaults(line, LANES[headings.at(-1) ?? -1], ours, complain);
  }
  if (headings.some((lane, i) => i > 0 && lane <= headings[i - 1]!)) faults.push('a heading twice, or out of order');
  return faults;
}

function lineFaults(line: string, lane: string | undefined, ours: readonly string[], complain: (what: string, line: string) => void): void {
  if (!/^- \S/.test(line)) complain('a line that is none of ours', line);
  const text = asRead(line.slice(2));
  if (UNSEEN_LEFT.test(line)) complain('something unseen', line);
  if (/[\u{e0000}-\u{e001f}\u{e0080}-\u{e00ff}]|[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2}/u.test(line)) complain('hidden tags', line);
  if (HEADING.test(text) || /^(?:[-=_*]{3,}\s*$|>)/.test(text)) complain('begins like markup', line);
  if (ROLE_MARKUP.test(text) || TOKEN.test(text)) complain('a marker of a chat template', line);
  if (/`{3}|~{3}/.test(line)) complain('a fence', line);
  if (ours.some((label) => `${line} `.startsWith(`- ${label}`))) return;
  if (ROLE.test(text) || (lane === 'working' && BRIEF.test(text))) complain('a role that is not ours', line);
}
