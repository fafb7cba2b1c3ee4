import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finalBrief, newBrief, runningBrief } from '../../worker/brief.ts';
import type { EpisodeRow } from '../../worker/store/schema.ts';
import { asksAboutTalk } from '../../worker/brief/cues.ts';
import { episodePassages, spoken } from '../../worker/search/utterances.ts';
import { hostile } from './hostile.ts';
import { episode } from './rows.ts';

/** `user | assistant`, turn by turn. */
const turns = (...said: readonly string[]): EpisodeRow[] =>
  said.map((pair, i) => {
    const [userText = '', assistantText = ''] = pair.split(' | ');
    return episode(`e${i}`, i + 1, { userText, assistantText });
  });
const chatter = (count: number): string[] => Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 'Mhm. | I am still here.' : 'Right, yes. | Good.'));
const running = (...said: readonly string[]): string => runningBrief(newBrief().read(turns(...said, ...chatter(4))));

describe('the running brief of a call', () => {
  it('is empty while all turns are shown themselves', () => {
    expect(runningBrief(newBrief().read([]))).toBe('');
    expect(runningBrief(newBrief().read(turns('My piano is late', 'train', 'soup', 'A table for four')))).toBe('');
  });

  it('tells what the talk was about, in order', () => {
    const brief = running(
      'The piano tuner is late | Oh.',
      'My piano is a Steinway | Nice.',
      'The tuner charges much | I see.',
      'Lisbon has good trams | Yes.',
      'Flights to Lisbon are cheap | They are.',
      'The trams in Lisbon are yellow | Yellow.',
      'A hotel in Lisbon costs much | It does.',
    );
    expect(brief).toMatch(/^Earlier in this call: .*piano.* → .*lisbon/);
  });

  it('quotes the user’s own lines that settle something, whole and in order', () => {
    const brief = running('Book a table for four on Friday. | Done.', 'Nice weather today. | Yes.', 'My policy number is HX 20817. | Thank you.');
    expect(brief.split('\n').slice(1)).toEqual(['User: Book a table for four on Friday.', 'User: My policy number is HX 20817.']);
  });

  it('tells the last state of what was changed several times', () => {
    const brief = running('Table for four. | Four people.', 'Make that five. | Five people then.', 'Sorry, we’ll be six people. | Six people, noted.');
    expect(brief).toContain('we’ll be six');
    expect(brief).not.toContain('five');
  });

  it('keeps what a changed line said besides', () => {
    const brief = running('Table for four at half past seven. | Four people at half past seven.', 'Make that six. | Six people then.');
    expect(brief).toMatch(/User: Table for four at half past seven\.\nUser: Make that six\./);
  });

  it.each(['Never mind.', 'Scratch that.', 'No, forget it.', 'Just kidding!'])('tells nothing that was taken back: %s', (withdrawal) => {
    expect(running('I want to move to Oslo in May. | Oslo, really?', `${withdrawal} | All right.`)).not.toContain('Oslo in May');
  });

  it('tells what held before a change that was taken back', () => {
    const brief = running(
      'Table for four. | Four people.',
      'Make that six. | Six people then.',
      'Make that eight. | Eight people then.',
      'Never mind. | Six it stays.',
    );
    expect(brief).toContain('Make that six');
    expect(brief).not.toContain('eight');
  });

  it('tells a request that was put off, until it is answered', () => {
    const asked = ['Can you find out whether the museum opens on Sunday? | I will find out.', 'Thanks. | Sure.'];
    expect(running(...asked)).toContain('whether the museum opens');
    expect(running(...asked, 'And? | The museum opens on Sunday at ten.')).not.toContain('whether the museum opens');
  });

  it('quotes what the assistant promised, and no other line of it', () => {
    const brief = running('Good morning. | Good morning. Your account is 4471 9023.', 'I need the invoice. | I will send the invoice on Sunday.');
    expect(brief).toContain('Assistant: I will send the invoice on Sunday.');
    expect(brief).not.toContain('4471');
  });

  it('has at most 600 characters, however long the call', () => {
    const many = Array.from({ length: 400 }, (_, i) => `My ticket number ${1_000_000 + i} is for the train to town${i}x. | Noted.`);
    expect(running(...many).length).toBeLessThanOrEqual(600);
  });

  it('is the same whether it was read turn by turn or at once', () => {
    const all = turns('Table for four. | Yes.', 'Make that five. | Five.', ...chatter(40), 'The trip is on the 24th. | Noted.', ...chatter(6));
    const brief = newBrief();
    all.forEach((_, i) => brief.read(all.slice(0, i + 1)));
    expect(runningBrief(brief)).toBe(runningBrief(newBrief().read(all)));
  });

  it('knows when the turns are no longer those that it has read', () => {
    const all = turns('Table for four. | Yes.', 'Make that five. | Five.', 'Tea. | Yes.');
    const brief = newBrief().read(all);
    expect(brief.follows([...all, ...turns('More.')])).toBe(true);
    expect(brief.follows(all.slice(0, 2))).toBe(false);
    expect(brief.follows([all[0]!, all[2]!, ...turns('More.')])).toBe(false);
  });
});

describe('the final brief of a call', () => {
  it('begins with the topics of the user’s lines, not of the assistant’s', () => {
    expect(finalBrief(turns('The piano tuner | a secret', 'a piano'))).toBe('talked about piano, tuner.');
  });

  it('quotes what was settled, up to the last turn, in at most 400 characters', () => {
    const brief = finalBrief(turns('Book a table for four on Friday. | Done.', ...chatter(300), 'My policy number is HX 20817. | Thank you.'));
    expect(brief).toContain('\nUser: Book a table for four on Friday.\nUser: My policy number is HX 20817.');
    expect(brief.length).toBeLessThanOrEqual(400);
  });

  it('is empty for a call without words', () => {
    expect(finalBrief([])).toBe('');
    expect(finalBrief(turns('the', '🙂'))).toBe('');
  });
});

describe('the brief of any call', () => {
  const cue = fc.constantFrom(
    'Make that six.',
    'Never mind.',
    'No wait, on Friday.',
    'Table for four at 7:30.',
    'Can you check?',
    'I will check.',
    'My name is Ann',
    '€ 12',
  );
  const side = fc.oneof(cue, hostile, fc.lorem({ maxCount: 12 }), fc.constant(''));
  const calls = fc.array(fc.tuple(side, side), { maxLength: 40 });
  const rows = (said: readonly (readonly [string, string])[]): EpisodeRow[] =>
    said.map(([userText, assistantText], i) => episode(`e${i}`, i + 1, { userText, assistantText }));

  it('invents nothing: after its topics each line is one that was said', () => {
    fc.assert(
      fc.property(calls, (said) => {
        const all = rows(said);
        const lines = new Set(all.flatMap((row) => episodePassages(row, []).passages.map(spoken)));
        for (const { text } of newBrief().read(all).brief.lines) expect(lines).toContain(text);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps to its length and does not depend on when it was read', () => {
    fc.assert(
      fc.property(calls, fc.nat(), (said, at) => {
        const all = rows(said);
        const brief = newBrief()
          .read(all.slice(0, at % (all.length + 1)))
          .read(all);
        expect(runningBrief(brief)).toBe(runningBrief(newBrief().read(all)));
        expect(runningBrief(brief).length).toBeLessThanOrEqual(600);
        expect(finalBrief(all).length).toBeLessThanOrEqual(400);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a question about the talk itself', () => {
  it.each([
    'What have we talked about so far?',
    'what did I decide about the table',
    'Where were we?',
    'What has changed?',
    'Can you summarise?',
    'What did you promise to send?',
  ])('is told from others: %s', (text) => expect(asksAboutTalk(text)).toBe(true));

  it.each(['When is the table booked for?', 'What did Caroline decide to do?', 'How has his life changed?', 'Tell me about the piano'])(
    'is no other: %s',
    (text) => expect(asksAboutTalk(text)).toBe(false),
  );
});
