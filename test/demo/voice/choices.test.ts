import { afterEach, describe, expect, it, vi } from 'vitest';
import { recognisers } from '../../../demo/voice/recognisers.ts';
import { localVoiceName } from '../../../demo/voice/speaker.ts';

afterEach(() => void vi.unstubAllGlobals());

describe('who understands what is said', () => {
  const ids = async (available?: string): Promise<readonly string[]> => {
    vi.stubGlobal('SpeechRecognition', available === undefined ? {} : { available: async () => available });
    return (await recognisers()).map(({ id }) => id);
  };

  it('is the model of this page where the browser has nothing', async () => {
    expect((await recognisers()).map(({ id }) => id)).toEqual(['device']);
  });

  it('may be the browser, where it says that it can on this device', async () => {
    expect(await ids('available')).toEqual(['device', 'browser', 'server']);
    expect(await ids('downloadable')).toEqual(['device', 'browser', 'server']);
    expect(await ids('unavailable')).toEqual(['device', 'server']);
    expect(await ids()).toEqual(['device', 'server']);
  });

  it('is a server for those alone who choose it, and were told that their voice leaves the device', async () => {
    vi.stubGlobal('SpeechRecognition', {});
    const all = await recognisers();
    expect(all[0]!.id).not.toBe('server');
    expect(all.find(({ id }) => id === 'server')!.note).toContain('leaves this device');
  });
});

describe('the voice that answers', () => {
  const withVoices = (...voices: readonly object[]): void =>
    void vi.stubGlobal('speechSynthesis', Object.assign(new EventTarget(), { getVoices: () => voices }));

  it('is one of this device that speaks the language, its default before others', async () => {
    withVoices(
      { name: 'far', lang: 'en-US', localService: false, default: true },
      { name: 'German', lang: 'de-DE', localService: true },
      { name: 'first', lang: 'en_GB', localService: true, default: false },
      { name: 'best', lang: 'en-US', localService: true, default: true },
    );
    expect(await localVoiceName('en')).toBe('best');
  });

  it('is none, rather than that of a server', async () => {
    withVoices({ name: 'far', lang: 'en-US', localService: false, default: true });
    expect(await localVoiceName('en')).toBeNull();
    vi.unstubAllGlobals();
    expect(await localVoiceName('en')).toBeNull();
  });
});
