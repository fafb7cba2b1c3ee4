import type { Passage } from '../search/passage.ts';
import { terms } from '../search/tokens.ts';
import { spoken } from '../search/utterances.ts';
import { valuesOf, type ValueKind } from './values.ts';

/** What one line changed of another: a value of a kind, or something that has no value to compare. */
export type Changed = ValueKind | 'thing';

/** A line of the talk that may be worth a place in its brief. */
export interface Said {
  /** Of its passage. */
  readonly id: string;
  /** With its speaker, verbatim. */
  readonly text: string;
  /** Number of its turn in the call. */
  readonly turn: number;
  /** Position in the call. */
  readonly order: number;
  readonly terms: ReadonlySet<string>;
  /** Of the answer to it, which often names what it is about: "Six people then." */
  readonly answerTerms: ReadonlySet<string>;
  readonly values: ReadonlyMap<ValueKind, ReadonlySet<string>>;
  /** What it is worth, from 0. */
  weight: number;
  /** Another line says what holds now. */
  stale: boolean;
  /** The line whose value of this kind it changed. */
  readonly changed: Map<Changed, Said>;
  /** The lines that changed its value of this kind, the last of which holds. */
  readonly changedBy: Map<Changed, Said[]>;
}

export function saidLine(passage: Passage, turn: number, order: number, answerTerms: ReadonlySet<string>, weight: number): Said {
  return {
    id: passage.id,
    text: spoken(passage),
    turn,
    order,
    terms: new Set(terms(passage.text)),
    answerTerms,
    values: valuesOf(passage.text),
    weight,
    stale: false,
    changed: new Map(),
    changedBy: new Map(),
  };
}
