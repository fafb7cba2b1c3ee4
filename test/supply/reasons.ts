/** What each package is for, of those that this one names itself. Whoever adds one says why here. */
export const REASONS: Readonly<Record<string, string>> = {
  '@huggingface/tokenizers': 'the same token ids as the model was trained with',
  '@orama/stopwords': 'words of ten languages that say nothing',
  comlink: 'calls between page and worker',
  idb: 'typed IndexedDB',
  libsql: 'SQLite in Node; never loaded by a browser',
  'onnxruntime-web': 'computes the model, in browsers and in Node',
  stemmer: "Porter's stems",
  valibot: 'asserts what comes from outside',
};

/** Production dependencies whose packages run a script when they are installed, and what it does. None of them has to run. */
export const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  protobufjs: 'warns of a version range; onnxruntime-web names it, and no file of ours loads it',
};

/** Licences that may be in what people install with this package. */
export const ALLOWED: ReadonlySet<string> = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);
