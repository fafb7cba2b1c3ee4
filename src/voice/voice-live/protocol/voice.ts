import type { Open } from './open.ts';

/** The voices of OpenAI that are known here. */
export type OpenAIVoiceName = 'alloy' | 'ash' | 'ballad' | 'coral' | 'echo' | 'sage' | 'shimmer' | 'verse' | 'marin' | 'cedar';

/** One of OpenAI’s voices. */
export interface OpenAIVoice {
  readonly type: 'openai';
  readonly name: Open<OpenAIVoiceName>;
}

/** One of Azure's voices. Which fields count depends on its type. */
export interface AzureVoice {
  readonly type: Open<'azure-standard' | 'azure-custom' | 'azure-personal' | 'avatar-voice-sync' | 'azure-realtime-native'>;
  readonly name?: string;
  /** Of a custom voice. */
  readonly endpoint_id?: string;
  /** Of a personal voice and of one that follows an avatar. */
  readonly model?: string;
  readonly temperature?: number;
  readonly custom_lexicon_url?: string;
  readonly custom_text_normalization_url?: string;
  readonly prefer_locales?: readonly string[];
  readonly locale?: string;
  readonly style?: string;
  readonly pitch?: string;
  readonly rate?: string;
  readonly volume?: string;
}

/** The voice that answers: a name of OpenAI's alone, or one that says whose it is. */
export type Voice = Open<OpenAIVoiceName> | OpenAIVoice | AzureVoice;
