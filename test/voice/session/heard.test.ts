import { beforeEach, describe, expect, it } from 'vitest';
import { HeardAnswers } from '../../../src/voice/session/heard-answers.ts';
import { ManualClock } from '../memory/manual-clock.ts';
import { ManualPlayback } from './manual-playback.ts';
import { RATE } from './scripted-model.ts';

const STORY = 'Once upon a time there was a very small dog';

describe('what was heard of an answer', () => {
  let clock: ManualClock;
  let told: (readonly [string, boolean])[];
  let heard: HeardAnswers;
  const answers = (playback: ManualPlayback | null = null): HeardAnswers =>
    new HeardAnswers({ playback, timers: clock, tell: (text, interrupted) => told.push([text, interrupted]) });
  /** Words of 300 ms each come at once, with their sound. */
  const speaks = (itemId: string, text: string, playback?: ManualPlayback): void => {
    let all = '';
    for (const word of text.match(/\S+\s*/g) ?? []) {
      heard.words(itemId, (all += word));
      heard.sound(itemId, 300);
      playback?.add(itemId, new Float32Array((300 * RATE) / 1000));
    }
  };

  beforeEach(() => {
    clock = new ManualClock();
    told = [];
    heard = answers();
  });

  it('is all of it once its sound is over by the clock, and not before', () => {
    speaks('a1', STORY);
    heard.done(false);
    clock.pass(2_900);
    expect(told).toEqual([]);
    clock.pass(200);
    expect(told).toEqual([[STORY, false]]);
    heard.stop([]);
    expect(told).toHaveLength(1);
  });

  it('is what the clock says where it is cut, whether all of it came or not', () => {
    for (const all of [true, false]) {
      speaks('a1', STORY);
      if (all) heard.done(false);
      clock.pass(1_500);
      expect(heard.now).toBe('Once upon a time there');
      heard.stop([]);
    }
    expect(told).toEqual([
      ['Once upon a time there', true],
      ['Once upon a time there', true],
    ]);
    expect(heard.now).toBe('');
  });

  it('is nothing of what would have sounded after the cut', () => {
    speaks('a1', 'Well now.');
    speaks('a2', STORY);
    heard.words('a3', 'The end.');
    clock.pass(600 + 900);
    heard.stop([]);
    expect(told).toEqual([['Well now. Once upon a', true]]);
  });

  it('is what the playback says, where there is one', () => {
    const playback = new ManualPlayback();
    heard = answers(playback);
    speaks('a1', STORY, playback);
    heard.done(false);
    playback.pass(1_200);
    // it plays later than it came, and the clock does not matter
    clock.pass(60_000);
    expect(told).toEqual([]);
    heard.words('a2', 'The end.');
    heard.stop(playback.clear());
    expect(told).toEqual([['Once upon a time', true]]);
  });

  it('is all of it once the playback has played it', () => {
    const playback = new ManualPlayback();
    heard = answers(playback);
    speaks('a1', STORY, playback);
    heard.done(false);
    playback.pass(3_000);
    clock.pass(200);
    expect(told).toEqual([[STORY, false]]);
  });

  it('is not what came ahead of its sound, where the sound is late', () => {
    for (const playback of [null, new ManualPlayback()]) {
      heard = answers(playback);
      heard.words('a1', STORY);
      heard.sound('a1', 400);
      playback?.add('a1', new Float32Array((400 * RATE) / 1000));
      playback?.pass(5_000);
      clock.pass(400);
      heard.stop(playback?.clear() ?? []);
    }
    expect(told).toEqual([
      ['Once upon', true],
      ['Once upon', true],
    ]);
  });

  it('is what who plays it tells, also where there is a playback that has nothing to play', () => {
    heard = answers(new ManualPlayback());
    heard.sound('a1', 0);
    heard.words('a1', STORY);
    heard.spoken('a1', 9);
    heard.stop([]);
    expect(told).toEqual([['Once upon', true]]);
  });

  it('is what the other side tells of sound that goes a way of its own, or else the clock', () => {
    for (const tells of [true, false]) {
      heard.words('a1', STORY);
      heard.started('r1');
      clock.pass(1_500);
      heard.stop([]);
      if (tells) heard.truncated('a1', 700);
      else clock.pass(1_000);
    }
    // 15 characters a second
    expect(told).toEqual([
      ['Once upon', true],
      ['Once upon a time there', true],
    ]);
  });

  it('follows there from how fast the answers before were spoken', () => {
    heard.words('a1', 'aaaa aaaa aaaa aaaa aaaa');
    heard.started('r1');
    clock.pass(2_400);
    heard.done(false);
    heard.words('a2', 'bbbb bbbb bbbb bbbb bbbb bbbb');
    heard.started('r2');
    clock.pass(2_000);
    heard.stop([]);
    heard.settle();
    expect(told).toEqual([
      ['aaaa aaaa aaaa aaaa aaaa', false],
      ['bbbb bbbb bbbb bbbb', true],
    ]);
  });

  it('counts from when each part began where a tool was called between them', () => {
    heard.started('r1');
    heard.words('a1', 'One moment.');
    clock.pass(60_000);
    heard.words('a2', STORY);
    heard.started('r2');
    clock.pass(700);
    heard.stop([]);
    heard.settle();
    expect(told).toEqual([['One moment. Once upon', true]]);
  });

  it('ends where an answer fails, and is told of nothing that never began', () => {
    heard.done(true);
    heard.stop([]);
    speaks('a1', 'Well');
    heard.done(true);
    clock.pass(300);
    expect(told).toEqual([['Well', true]]);
  });
});
