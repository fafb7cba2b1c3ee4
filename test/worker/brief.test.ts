import { describe, expect, it } from 'vitest';
import { finalBrief, runningBrief } from '../../worker/brief.ts';
import { episode } from './rows.ts';

const turns = (...said: readonly string[]) => said.map((userText, i) => episode(`e${i}`, i + 1, { userText, assistantText: 'secret words of the assistant' }));

describe('the running brief of a call', () => {
  it('is empty while all turns are shown themselves', () => {
    expect(runningBrief([])).toBe('');
    expect(runningBrief(turns('piano', 'train', 'soup', 'tea'))).toBe('');
  });

  it('tells what the turns before the latest were about, the most frequent first', () => {
    const brief = runningBrief(turns('The piano is late', 'My piano tuner', 'train', 'soup', 'tea', 'cake'));
    expect(brief).toBe('Earlier in this call: piano, late, tuner.');
  });

  it('is about the later part of a very long call, and stays short', () => {
    const brief = runningBrief(turns(...Array.from({ length: 200 }, (_, i) => `topic${i} topic${i}x topic${i}y`)));
    expect(brief.split(', ')).toHaveLength(8);
    expect(brief).toContain('topic136');
    expect(brief).not.toContain('topic135');
  });
});

describe('the final brief of a call', () => {
  it('tells the topics of the user’s lines, not of the assistant’s', () => {
    expect(finalBrief(turns('The piano tuner', 'a piano'))).toBe('talked about piano, tuner.');
  });

  it('is empty for a call without words', () => {
    expect(finalBrief([])).toBe('');
    expect(finalBrief(turns('the', '🙂'))).toBe('');
  });
});
