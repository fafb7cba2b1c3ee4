import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Conversation, Reply } from '../../../demo/conversation.ts';
import { startTalk, type Talk } from '../../../demo/voice/talk.ts';

/** Stands in for the browser's engine, which needs its maker's service. */
class FakeRecognition extends EventTarget {
  static last: FakeRecognition;
  constructor() {
    super();
    FakeRecognition.last = this;
  }
  start(): void {}
  abort(): void {}
  says(transcript: string, isFinal: boolean): void {
    this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results: [Object.assign([{ transcript }], { isFinal })] }));
  }
}

/** Answers and keeps, but for so many times. */
class FailingConversation implements Conversation {
  readonly asked: string[] = [];
  readonly kept: { readonly userText: string; readonly heard: string }[] = [];
  failingReplies = 0;
  failingKeeps = 0;
  async reply(userText: string): Promise<Reply> {
    this.asked.push(userText);
    if (this.failingReplies-- > 0) throw new Error('No answer.');
    return { turnId: `turn ${this.asked.length}`, userText, answer: 'Well.' };
  }
  async keep({ userText }: Reply, heard: string): Promise<void> {
    if (this.failingKeeps-- > 0) throw new Error('Not kept.');
    this.kept.push({ userText, heard });
  }
  hint(): void {}
}

describe('what was said', () => {
  let conversation: FailingConversation;
  let talk: Talk;
  const faults: string[] = [];

  beforeEach(async () => {
    vi.stubGlobal('SpeechRecognition', FakeRecognition);
    vi.stubGlobal('navigator', { mediaDevices: {}, permissions: { query: async () => ({ state: 'granted' }) } });
    conversation = new FailingConversation();
    const nothing = (): void => undefined;
    talk = await startTalk(
      {
        conversation,
        recogniser: 'server',
        aloud: () => false,
        interrupts: () => true,
        onPreparation: nothing,
        onState: nothing,
        onLevel: nothing,
        onWords: nothing,
        onFault: (words) => faults.push(words),
        onEnd: nothing,
      },
      new AbortController().signal,
    );
  });

  afterEach(async () => {
    await talk.stop();
    vi.unstubAllGlobals();
    faults.length = 0;
  });

  const says = async (words: string, asked: number): Promise<void> => {
    FakeRecognition.last.says(words, true);
    await vi.waitFor(() => expect(conversation.asked).toHaveLength(asked));
  };

  it('is part of what is said next, where it got no answer', async () => {
    conversation.failingReplies = 1;
    await says('I live in Lisbon.', 1);
    await vi.waitFor(() => expect(faults).toHaveLength(2));
    await says('Where do I live?', 2);
    await vi.waitFor(() => expect(conversation.kept).toEqual([{ userText: 'I live in Lisbon. Where do I live?', heard: 'Well.' }]));
  });

  it('is kept with the next turn, where it could not be kept', async () => {
    conversation.failingKeeps = 1;
    await says('I live in Lisbon.', 1);
    await vi.waitFor(() => expect(faults).toEqual(['Not kept.']));
    await says('Where do I live?', 2);
    await vi.waitFor(() => expect(conversation.kept.map(({ userText }) => userText)).toEqual(['I live in Lisbon.', 'Where do I live?']));
  });

  it('is kept when the microphone goes off before it was understood to its end, and when nothing answered it', async () => {
    conversation.failingReplies = 1;
    await says('I live in Lisbon.', 1);
    await vi.waitFor(() => expect(faults).toHaveLength(2));
    FakeRecognition.last.says('My sister is Ana', false);
    await talk.stop();
    expect(conversation.kept).toEqual([{ userText: 'I live in Lisbon. My sister is Ana', heard: '' }]);
    await talk.stop();
    expect(conversation.asked).toHaveLength(2);
  });
});
