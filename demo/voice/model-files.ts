/** A file of the voice, to the byte. */
export interface VoiceFile {
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Moonshine tiny-en (MIT). */
export const MOONSHINE: Readonly<Record<'encoder' | 'decoder' | 'tokenizer', VoiceFile>> = {
  encoder: { name: 'encoder_model.ort', bytes: 13_281_600, sha256: '94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221' },
  decoder: { name: 'decoder_model_merged.ort', bytes: 30_412_256, sha256: 'cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0' },
  tokenizer: { name: 'tokenizer.bin', bytes: 249_974, sha256: '6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d' },
};

/** What the server answers under this path begins with it. */
export const VOICE_MODEL = '/voice-model/';

/** Whether the server has the files; asked for, it goes and gets them. */
export const VOICE_MODEL_STATE: string = `${VOICE_MODEL}state`;

/** The server's answer to {@link VOICE_MODEL_STATE}. */
export type VoiceModelState =
  | { readonly state: 'ready' }
  /** `share`: from 0 to 1. */
  | { readonly state: 'fetching'; readonly share: number }
  /** `message` says what to do. */
  | { readonly state: 'failed'; readonly message: string };

/** Where the server has a file: another file has another address, so that it may be kept for ever. */
export const addressOf = ({ name, sha256 }: VoiceFile): string => `${VOICE_MODEL}${sha256.slice(0, 12)}/${name}`;

/** Silero's voice activity detection (MIT), which is part of the page's build. */
export const SILERO: VoiceFile = {
  name: 'silero_vad_v5.onnx',
  bytes: 2_327_524,
  sha256: '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f',
};
