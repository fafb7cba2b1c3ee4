import type { ModelReader } from '../../worker/embed/model-files.ts';
import type { Fetcher } from './platform.ts';

/** What of an R2 bucket is used here. */
export interface Bucket {
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
}

const missing = (name: string): Error =>
  new Error(`The model's ${name} is not where it was looked for. Lay the folder that \`voice-runtime model\` prints there.`);

/** The model's files among the static assets of the worker; `folder` begins and ends with a slash. */
export function assetFiles(assets: Fetcher, folder = '/'): ModelReader {
  return {
    read: async (name) => {
      const response = await assets.fetch(new Request(`http://assets${folder}${name}`));
      if (!response.ok) throw missing(name);
      return new Uint8Array(await response.arrayBuffer());
    },
    refuse: async () => undefined,
  };
}

/** The model's files in an R2 bucket, each under `prefix` and its name. */
export function bucketFiles(bucket: Bucket, prefix = ''): ModelReader {
  return {
    read: async (name) => {
      const object = await bucket.get(prefix + name);
      if (!object) throw missing(name);
      return new Uint8Array(await object.arrayBuffer());
    },
    refuse: async () => undefined,
  };
}
