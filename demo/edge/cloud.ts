import {
  CloudObject as Cloud,
  cloudOptions,
  cloudWorker,
  type CloudEnv,
  type CloudWorker,
  type CloudWorkerOptions,
  type Fetcher,
} from '../../src/edge/index.ts';
import { assetFiles, IsolateModel } from '../../src/edge/model.ts';

/** See wrangler.cloud.jsonc. */
interface Env extends CloudEnv {
  /** The folder of the model. Without it devices embed org documents for themselves. */
  readonly ASSETS?: Fetcher;
}

const model = new IsolateModel();

export class CloudObject extends Cloud<Env> {
  protected override options(): CloudWorkerOptions {
    const { ASSETS } = this.env;
    return { ...cloudOptions(this.env), ...(ASSETS ? { embed: model.embedder(assetFiles(ASSETS)) } : {}) };
  }
}

const worker: CloudWorker<Env> = cloudWorker<Env>();

export default worker;
