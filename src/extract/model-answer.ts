import * as v from 'valibot';
import type { ExtractedFact } from '../contract/extractor.ts';
import { slug } from '../../worker/extract/slug.ts';

/** What a fact may be about. A kind with a key of its own holds one value at a time; the others hold one each value. */
const KEYS = {
  name: 'user.name',
  age: 'user.age',
  birthday: 'user.birthday',
  home: 'user.location.current',
  origin: 'user.location.origin',
  employer: 'user.employment.employer',
  job: 'user.employment.role',
  religion: 'user.religion',
  education: 'user.education.subject',
  language: 'user.language.',
  relation: 'user.relation.',
  pet: 'user.pet.',
  diet: 'user.diet.',
  allergy: 'user.allergy.',
  health: 'user.health.',
  medication: 'user.medication.',
  likes: 'user.likes.',
  dislikes: 'user.dislikes.',
  activity: 'user.activity.',
  possession: 'user.owns.',
  preference: 'user.preference.',
  plan: 'user.plan.',
  other: 'user.other.',
} as const;
const KINDS = Object.keys(KEYS) as readonly (keyof typeof KEYS)[];
const MOST_FACTS = 12;
const VALUE_CHARS = 60;
const TEXT_CHARS = 160;

/** The answer that the model is held to. */
export const ANSWER_SCHEMA: object = {
  type: 'object',
  additionalProperties: false,
  required: ['facts'],
  properties: {
    facts: {
      type: 'array',
      maxItems: MOST_FACTS,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'value', 'text', 'ends'],
        properties: {
          kind: { type: 'string', enum: KINDS },
          value: { type: 'string', maxLength: VALUE_CHARS },
          text: { type: 'string', maxLength: TEXT_CHARS },
          ends: { type: 'boolean' },
        },
      },
    },
  },
};

const Answer = v.strictObject({
  facts: v.pipe(
    v.array(
      v.strictObject({
        kind: v.picklist(KINDS),
        value: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(VALUE_CHARS)),
        text: v.pipe(v.string(), v.trim(), v.maxLength(TEXT_CHARS), v.regex(/^User\b[^\p{C}\u2028\u2029]+$/u)),
        ends: v.boolean(),
      }),
    ),
    v.maxLength(MOST_FACTS),
  ),
});

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/**
 * The facts in what the model answered to a turn; undefined for an answer outside the schema. A value that the user did
 * not say is left out: the model is to read, not to guess.
 */
export function factsIn(answer: string, userText: string): readonly ExtractedFact[] | undefined {
  let data: unknown;
  try {
    data = JSON.parse(answer);
  } catch {
    return undefined;
  }
  const { success, output } = v.safeParse(Answer, data);
  if (!success) return undefined;
  const said = new Set(wordsOf(userText));
  const facts = new Map<string, ExtractedFact>();
  for (const { kind, value, text, ends } of output.facts) {
    const words = wordsOf(value);
    if (words.length === 0 || !words.every((word) => said.has(word))) continue;
    const key = KEYS[kind];
    const own = slug(value);
    if (key.endsWith('.') && own === '') continue;
    const matchKey = key.endsWith('.') ? key + own : key;
    facts.set(matchKey, { matchKey, text: /[.!?]$/u.test(text) ? text : `${text}.`, ends });
  }
  return [...facts.values()];
}
