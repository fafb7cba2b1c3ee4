import { stopwords } from '@orama/stopwords/english';
import * as fc from 'fast-check';
import { stemmer } from 'stemmer';
import { describe, expect, it } from 'vitest';
import { contentWords, latinShare, terms, words } from '../../../worker/search/tokens.ts';

/** The recipe that was measured on English, written a second time: no stop words, stemmed. */
function measured(text: string): string[] {
  const stop = new Set([...stopwords, 'did', 'does']);
  const plain = text.toLowerCase().replace(/['’]s\b/g, '');
  return (plain.match(/[a-z0-9]+/g) ?? []).filter((word) => !stop.has(word)).map((word) => stemmer(word));
}

const ODD = '’s did running Ponies Ｆｕｌｌ 東京 の コーヒー a東b 한국어 हिन्दी ﬁ ½ 🙂 👩‍👧 İ ß ง่าย ខ្មែរ မြန်မာ ລາວ كِتاب ـ שלום Москва'.split(' ');

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...ODD, ' ', '-', '.', "'s ", 'the ', '\u00ad', '\u200d', '\u0301', '\u0e34', '\ud800', '\udc00'),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

const english = fc
  .array(fc.constantFrom('ponies', 'Anna’s', 'runs', 'in', 'sister', 'piano', '42B', 'happily', 'was', "don't", 'at', '10:30'), { maxLength: 12 })
  .map((said) => `Did the ${said.join(' ')} and what is it for`);

describe('the terms of a text', () => {
  it('are those of the recipe that was measured, for any English text', () => {
    fc.assert(
      fc.property(english, (said) => {
        expect(terms(said)).toEqual(measured(said));
      }),
    );
  });

  it('are never empty, never long, and never end in half a character', () => {
    fc.assert(
      fc.property(text, (said) => {
        for (const term of [...terms(said), ...words(said), ...contentWords(said)]) {
          expect(term.length).toBeGreaterThan(0);
          expect(term.length).toBeLessThanOrEqual(64);
          expect(term.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('are the same each time, and the same for a text that was normalised before', () => {
    fc.assert(
      fc.property(text, (said) => {
        expect(terms(said)).toEqual(terms(said));
        expect(terms(said.normalize('NFKC'))).toEqual(terms(said));
      }),
    );
  });

  it.each([
    ['full-width letters as plain ones', 'Ｔｏｋｙｏ　ＡＢＣ', ['tokyo', 'abc']],
    ['ligatures taken apart', 'ﬁsh', ['fish']],
    ['without variation selectors, in a word or beside an emoji', '\ufe00\u180btea\ufe0f ❤\ufe0f', ['tea']],
    ['without possessives', "Anna's sister’s piano", ['anna', 'sister', 'piano']],
    ['stemmed', 'ponies running happily', ['poni', 'run', 'happili']],
    ['without stop words', 'What did she do with the tea', ['tea']],
    ['with digits', 'Flight 42B at 10:30', ['flight', '42b', '10', '30']],
    ['with accents kept', 'the Café of Zoë', ['café', 'zoë']],
    ['stems and prefixes where the text is not English', 'Ich suche eine Wohnung in der Altstadt', ['such', 'wohnung', 'wohn', 'altstadt', 'alts']],
    ['no prefixes of what is not all letters', 'Der Flug LH4711x und der Raum B2', ['flug', 'lh4711x', 'raum', 'b2']],
    ['in Cyrillic words and prefixes, without function words', 'Я живу в Москве', ['живу', 'москве', 'моск']],
    ['in Devanagari words, with their marks, and prefixes', 'हिन्दी चाय', ['हिन्दी', 'हिन्', 'चाय']],
    ['in Arabic triples without marks', 'كِتابي', ['كتا', 'تاب', 'ابي']],
    ['blind to what cannot be seen', 'der Kranken\u00adwagen und das Ka\u200dffee\u2060haus', ['krankenwagen', 'kran', 'kaffeehau', 'kaff']],
    ['alike for ß and ss', 'die Straße und die Strasse', ['strass', 'stra', 'strass', 'stra']],
    ['alike for İ and i', 'İzmir', ['izmir']],
  ])('are %s', (_, said, wanted) => expect(terms(said)).toEqual(wanted));

  it.each(['', '   ', '🙂🙂', '?!…', '\ud800', '\u200d', '\u0640'])('are none for %j', (said) => expect(terms(said)).toEqual([]));

  it.each(['a', 'a ', '東', 'ก', 'กิ', '한', 'ع', '\u0301', '\ud83d', '東a', '👩‍👧', 'i̇'])('of a long run of %j are there within seconds', (unit) => {
    const started = performance.now();
    terms(unit.repeat(300_000 / unit.length));
    contentWords(unit.repeat(100_000 / unit.length));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('a text and a question about it share a term', () => {
  it('when the question is one word of the text, whatever languages stand in it', () => {
    const told = 'Wohnung piano Krankenhaus canción öğretmen 猫 コーヒー 커피 ชา เชียงใหม่ مستشفى בית Москве चाय ភ្នំពេញ café 42B Θεσσαλονίκη'.split(' ');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...told, 'the', 'and', 'die', 'mit', 'que', 'och'), { minLength: 1, maxLength: 24 }), (chosen) => {
        const known = new Set(terms(chosen.join(' ')));
        for (const word of chosen) if (told.includes(word)) expect(terms(word).some((term) => known.has(term))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['Chinese of one character', '我家有一只猫', '猫叫什么名字'],
    ['Japanese with its particles', '私の姉は京都に住んでいます', '姉はどこに住んでいますか'],
    ['Japanese with a long vowel', 'コーヒーが好きです', 'コーヒー'],
    ['Korean with other particles', '저는 커피를 좋아해요', '커피는 어때요'],
    ['Thai without spaces', 'ฉันชอบดื่มชาร้อนทุกเช้า', 'ชาร้อน'],
    ['Lao without spaces', 'ຂ້ອຍມັກກິນເຂົ້າໜຽວ', 'ເຂົ້າໜຽວ'],
    ['Khmer without spaces', 'ខ្ញុំរស់នៅភ្នំពេញ', 'ភ្នំពេញ'],
    ['Burmese without spaces', 'ကျွန်တော်ရန်ကုန်မှာနေပါတယ်', 'ရန်ကုန်'],
    ['German in another case', 'Ich wohne in Bremen', 'Wo ist die Wohnung?'],
    ['German in the plural', 'Ich habe zwei Häuser in Bremen gekauft', 'Welches Haus wurde gekauft, und wo sind die Käufer?'],
    ['Swedish with its article', 'Jag bor i den gamla staden', 'Vilken stad bor du i?'],
    ['Turkish with its endings', 'Kız kardeşim Ankara’da öğretmenlik yapıyor', 'Öğretmen olan kim?'],
    ['Russian in another case', 'Моя сестра живёт в Петербурге', 'Кто в Петербург переехал?'],
    ['Arabic with the article and a preposition', 'أعمل في المستشفى منذ سنة', 'هل ذهبت لمستشفى؟'],
    ['Arabic with and without marks', 'كِتابٌ جديد', 'كتاب'],
    ['a name in whatever language', 'Meine Schwester heißt Henrietta und wohnt in Mainz', 'Where does Henrietta live?'],
  ])('in %s', (_, told, asked) => {
    const known = new Set(terms(told));
    expect(terms(asked).filter((term) => known.has(term))).not.toEqual([]);
  });
});

describe('the words of a text', () => {
  it('in Han and kana are pairs, with each Han character by itself', () => {
    expect(words('東京都 に go東京now 語')).toEqual(['東', '東京', '京', '京都', '都', 'に', 'go', '東', '東京', '京', 'now', '語']);
    expect(words('コーヒー')).toEqual(['コー', 'ーヒ', 'ヒー']);
    expect(words('𠀀𠀁')).toEqual(['𠀀', '𠀀𠀁', '𠀁']);
  });

  it('in Hangul are cut at the spaces, then as in Han', () => expect(words('공부 해')).toEqual(['공', '공부', '부', '해']));

  it('in Thai are pairs and triples of letters with their marks', () => expect(words('ชาดี')).toEqual(['ชา', 'าดี', 'ชาดี']));

  it('are cut at 64 units and never inside a character, wherever the long run stands', () => {
    for (const long of ['a'.repeat(5000), `a${'𐌰'.repeat(3000)}`, `${'a'.repeat(5000)}東`, `東${'a'.repeat(5000)}`, `ก${'\u0e34'.repeat(5000)}`]) {
      for (const word of words(long)) {
        expect(word.length).toBeLessThanOrEqual(64);
        expect(word.isWellFormed()).toBe(true);
      }
    }
    expect(words(`a${'𐌰'.repeat(3000)}`)[0]).toHaveLength(63);
  });
});

describe('the words that carry meaning', () => {
  it.each([
    ['We go running in the Alps', ['running', 'alps']],
    ['Ich gehe mit meiner Schwester in die Oper', ['gehe', 'schwester', 'oper']],
    ['Мы едем в Петербург', ['едем', 'петербург']],
    ['私は京都に住んでいます', ['京都']],
    ['ฉันชอบเชียงใหม่', ['ฉัน', 'ชอบ', 'เชียงใหม่']],
  ])('of %j are whole and as written', (said, wanted) => expect(contentWords(said)).toEqual(wanted));
});

describe('the share of Latin letters', () => {
  it.each([
    ['tea', 1],
    ['', 1],
    ['42 🙂', 1],
    ['चाय', 0],
    ['ab東京', 0.5],
    ['Ⅷ東京', 0],
  ])('of %j is %d', (said, share) => expect(latinShare(said)).toBe(share));

  it('is between 0 and 1 for any text', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: fc.constantFrom('Ⅷ', 'a', '東', 'ª', 'ﬁ') })), (said) => {
        expect(latinShare(said)).toBeGreaterThanOrEqual(0);
        expect(latinShare(said)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
