import { cloudOptions, type CloudEnv, type CloudWorkerOptions } from '../../../../src/edge/cloud/cloud-env.ts';
import { CloudObject as Cloud } from '../../../../src/edge/cloud/cloud-object.ts';
import { cloudWorker } from '../../../../src/edge/cloud/cloud-worker.ts';
import { assetFiles, IsolateModel } from '../../../../src/edge/model.ts';
import type { Fetcher } from '../../../../src/edge/platform.ts';

interface Env extends CloudEnv {
  readonly ASSETS: Fetcher;
}

const model = new IsolateModel();

export class CloudObject extends Cloud<Env> {
  protected override options(): CloudWorkerOptions {
    return { ...cloudOptions(this.env), embed: model.embedder(assetFiles(this.env.ASSETS)) };
  }
}

export default cloudWorker<Env>();
