import { contentWords } from '../search/tokens.ts';
import type { EpisodeRow } from '../store/schema.ts';

/** Words of any talk, which say nothing of what it was about. */
const FILLERS: ReadonlySet<string> = new Set(
  'please name live lives living yes yeah okay thanks thank hello want wants need needs know think thinking really like likes going gonna much well good great sure lot lots make made makes take took tell told said say let get got see look come came coming comes time today tomorrow yesterday also maybe something anything thing things would could should will can just now new one two three four five six seven eight nine ten first last next still back way right hold second person somebody someone everybody people funny honestly actually sorry better talk talking story idea instead rather forget give given find ask asked call called work works keep keeps put different exactly definitely amazing awesome cool wow nice love loved hey glad happy hear sounds feel feels day days week month year years morning afternoon evening night'.split(
    ' ',
  ),
);
/** Short words of other scripts carry meaning: 寿司, чай. */
const BEYOND_ASCII = /\P{ASCII}/u;

const SPEAKER = /^\s*\p{Lu}[\p{L}\p{M}'’.-]{0,30}(?: \p{Lu}[\p{L}\p{M}'’.-]{0,30})?:\s/u;
const NUMBER = /^\d+$/;

/** Turns with words but none of the latest topic's, after which the talk has gone over to another. */
const SHIFT = 3;
/** Turns whose words a new one is held against. */
const RECENT = 6;
/** Topics kept; the shortest goes when there are more. */
const KEPT = 24;
const READ = 2_000;
/** Share of a turn's words that bind it to the latest ones. */
const COHERENT = 0.15;
/** Words that more turns say are of the whole talk. */
const COMMON_TURNS = 6;
const COMMON_SHARE = 0.06;

/** Words of the user's own lines, without the names before them. */
function wordsOf(turn: EpisodeRow): string[] {
  const said = turn.userText
    .slice(0, READ)
    .split('\n')
    .map((line) => line.replace(SPEAKER, ''))
    .join('\n');
  return [...new Set(contentWords(said))].filter((word) => !FILLERS.has(word) && !NUMBER.test(word) && (word.length > 3 || BEYOND_ASCII.test(word)));
}

interface Topic {
  turns: number;
  /** Turns that say it, by word. */
  readonly words: Map<string, number>;
}

function topicOf(turns: readonly (readonly string[])[]): Topic {
  const words = new Map<string, number>();
  for (const word of turns.flat()) words.set(word, (words.get(word) ?? 0) + 1);
  return { turns: turns.length, words };
}

/** What a talk is about, in order: a topic ends where its words do. Grows by turns; nothing is read twice. */
export class Topics {
  readonly #topics: Topic[] = [];
  #turns = 0;
  /** Turns that say it, of the whole talk, by word. */
  readonly #counts = new Map<string, number>();
  /** Words of the latest turns of the topic. */
  readonly #recent: (readonly string[])[] = [];
  /** Turns that seem to be of another topic. */
  #astray: (readonly string[])[] = [];

  add(turn: EpisodeRow): void {
    const words = wordsOf(turn);
    if (words.length === 0) return;
    this.#turns++;
    for (const word of words) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
    if (this.#topics.length === 0 || this.#belongs(words)) {
      // what lay between belongs to it after all
      for (const some of [...this.#astray, words]) this.#take(some);
      this.#astray = [];
      return;
    }
    this.#astray.push(words);
    if (this.#astray.length < SHIFT) return;
    this.#topics.push({ turns: 0, words: new Map() });
    this.#recent.length = 0;
    for (const some of this.#astray) this.#take(some);
    this.#astray = [];
    if (this.#topics.length > KEPT) this.#dropShortest();
  }

  /** Shares words with the latest turns; words of the whole talk, such as the name that one calls the other by, bind nothing. */
  #belongs(words: readonly string[]): boolean {
    const common = Math.max(COMMON_TURNS, this.#turns * COMMON_SHARE);
    const near = new Set(this.#recent.flat());
    const shared = words.filter((word) => near.has(word) && (this.#counts.get(word) ?? 0) <= common).length;
    return shared > 0 && shared / words.length >= COHERENT;
  }

  #take(words: readonly string[]): void {
    let topic = this.#topics.at(-1);
    if (!topic) this.#topics.push((topic = { turns: 0, words: new Map() }));
    topic.turns++;
    for (const word of words) topic.words.set(word, (topic.words.get(word) ?? 0) + 1);
    this.#recent.push(words);
    if (this.#recent.length > RECENT) this.#recent.shift();
  }

  /** The latest is still being talked about and stays. */
  #dropShortest(): void {
    let shortest = 0;
    for (let i = 1; i < this.#topics.length - 1; i++) if (this.#topics[i]!.turns < this.#topics[shortest]!.turns) shortest = i;
    this.#topics.splice(shortest, 1);
  }

  /** The longest topics in the order of the talk, each by the words that are said in it and hardly elsewhere. */
  names(most: number): string[] {
    const topics = this.#astray.length === 0 ? this.#topics : [...this.#topics, topicOf(this.#astray)];
    const longest = new Set([...topics].sort((a, b) => b.turns - a.turns).slice(0, most));
    const named = new Set<string>();
    return topics.flatMap((topic) => {
      if (!longest.has(topic)) return [];
      const weight = ([word, count]: readonly [string, number]): number => (count * count) / (this.#counts.get(word) ?? count) - (count === 1 ? 0.5 : 0);
      const words = [...topic.words]
        .filter(([word]) => !named.has(word))
        .sort((a, b) => weight(b) - weight(a))
        .slice(0, longest.size === 1 ? 4 : 2)
        .map(([word]) => word);
      for (const word of words) named.add(word);
      return words.length === 0 ? [] : [words.join(', ')];
    });
  }
}
