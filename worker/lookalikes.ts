/**
 * Letters of other scripts that pass for Latin ones, as far as a role could be spelled with them. What is folded so is looked
 * at and never shown.
 *
 * @module
 */

const ALIKE: readonly (readonly [letters: string, latin: string])[] = [
  ['АВСЕНІЈКМОРЅТУХӀԌ', 'ABCEHIJKMOPSTYXIG'],
  ['авсенһіјкмоԁрѕтуѵхԝӏ', 'abcehhijkmodpstyvxwl'],
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ['αεικμνορτυχ', 'aeikmvoptux'],
  ['ᎪᏴᎬᎻᎷᎢᏚᎡᎠᏟᏞᏢ', 'ABEHMTSRDCLP'],
  ['օսհո', 'ouhn'],
  ['ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıɑ', 'abcdefghijklmnoprstuvwyzia'],
];
const LATIN: ReadonlyMap<string, string> = new Map(
  ALIKE.flatMap(([letters, latin]) => Array.from(letters, (letter, i): [string, string] => [letter, latin[i]!])),
);
const LETTERS = new RegExp(`[${[...LATIN.keys()].join('')}]`, 'gu');

/** The text with such letters as the Latin ones that they pass for. */
export function latinised(text: string): string {
  return text.replace(LETTERS, (letter) => LATIN.get(letter) ?? letter);
}
