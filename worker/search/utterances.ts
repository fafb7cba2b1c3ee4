import { latinised } from '../lookalikes.ts';
import type { EpisodeRow } from '../store/schema.ts';
import { splitText } from './chunk.ts';
import type { Passage } from './passage.ts';

/** Names that would pass for a role; a line that begins so keeps its own role in front. Whole words: Talbot is a name. */
const ROLE_WORD =
  /(?<!\p{L})(?:system|assistant|user|developer|tool|function|human|model|ai|bot|chatbot|admin|administrator|instructions?|response|prompt)(?!\p{L})/iu;
/** The same in the languages whose capital letter would make a name of it. */
const ROLE_ABROAD =
  /^(?:sistema|système|asistente|assistente|assistent|usuario|usuário|utilisateur|benutzer|nutzer|система|ассистент|пользователь|администратор)$/iu;
/** How lines of ours begin that no person said. */
const BRIEF_WORD = /^(?:last call|earlier in)\b/iu;
const SPEAKER = /^(\p{Lu}[\p{L}\p{M}'’.-]{0,30}(?: \p{Lu}[\p{L}\p{M}'’.-]{0,30}){0,2}):\s+(?=\S)/u;
/** Characters that are not seen and would keep a role from being recognised. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** A text without a speaker that begins like another's line. */
const ROLE_LINE = /^(?:system|assistant|user|developer|tool|function|human|model|ai|bot|chatbot)\s{0,4}:/i;

/** Reads as it is written. */
const ASCII = /^[!-~][ -~]*$/;

/** A text as it reads: full-width letters folded, what is not seen left out. */
const asRead = (text: string): string => text.normalize('NFKC').replace(UNSEEN, '').trim();

/** True for a name that a model would take for a role, such as System or Assistant, or for the beginning of a brief. */
export function namesRole(name: string): boolean {
  const read = asRead(name);
  const latin = latinised(read);
  return ROLE_WORD.test(latin) || ROLE_ABROAD.test(read) || BRIEF_WORD.test(latin);
}

const LINE = /\r\n|[\n\r\u0085\u2028\u2029\v\f]/;
/** A turn of a megabyte is stored whole but searched by its first passages. */
const MAX_PASSAGES = 256;

/** One line of talk: who said it, as far as that is known, and what. */
interface Utterance {
  readonly role: 'user' | 'assistant';
  readonly label: string | null;
  readonly text: string;
}

/** The lines of a turn in the order in which they were said. A line may name its speaker: "Anna: …". */
function utterances(episode: EpisodeRow): Utterance[] {
  // an import or a cloud may tell any name
  const userName = episode.userName === null || episode.userName.trim() === '' || namesRole(episode.userName) ? null : episode.userName;
  const said = (role: 'user' | 'assistant', text: string, name: string | null): Utterance[] =>
    text.split(LINE).flatMap((line) => {
      const speaker = SPEAKER.exec(line.trim());
      const label = speaker && !namesRole(speaker[1]!) ? speaker[1]! : null;
      const rest = label === null ? line : line.trim().slice(speaker![0].length);
      return splitText(rest).map((piece) => ({ role, label: label ?? name, text: piece }));
    });
  return [...said('user', episode.userText, userName), ...said('assistant', episode.assistantText, null)];
}

/** How a line of talk is written for a model: "Anna: …", or by role where no name is known. */
export function spoken(line: { readonly role: 'user' | 'assistant' | null; readonly label: string | null; readonly text: string }): string {
  const name = line.label ?? (line.role === 'user' ? 'User' : line.role === 'assistant' ? 'Assistant' : null);
  if (name !== null) return `${name}: ${line.text}`;
  const head = line.text.slice(0, 64);
  // cleaned before it is cut: a row of what is not seen would push the role out of sight
  return ROLE_LINE.test(ASCII.test(head) ? head : latinised(asRead(line.text).slice(0, 64))) ? `\\${line.text.trimStart()}` : line.text;
}

/** How many earlier lines are embedded with a line: what "yes, in June" answers stands there. */
export const CONTEXT_LINES = 2;

/**
 * The passages of one turn, one a line. `before` holds the last lines of the same session, oldest first; pass the
 * returned `lines` as the next turn's `before`.
 */
export function episodePassages(episode: EpisodeRow, before: readonly string[]): { readonly passages: Passage[]; readonly lines: readonly string[] } {
  const lines = [...before];
  // an import may put years into one session
  const document = JSON.stringify([episode.sessionId, episode.at.slice(0, 'YYYY-MM-DD'.length)]);
  const passages = utterances(episode)
    .slice(0, MAX_PASSAGES)
    .map(({ role, label, text }, n): Passage => {
      const line = spoken({ role, label, text });
      const denseText = [...lines.slice(-CONTEXT_LINES), line].join('\n');
      lines.push(line);
      return { id: `${episode.id}#${n}`, item: episode.id, text, role, label, denseText, thread: episode.sessionId, document, at: episode.at };
    });
  return { passages, lines: lines.slice(-CONTEXT_LINES) };
}
