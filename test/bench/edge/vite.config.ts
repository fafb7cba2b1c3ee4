import { workerConfig } from '../../../demo/edge/build/worker-config.ts';

export default workerConfig(`${import.meta.dirname}/worker.ts`, `${import.meta.dirname}/../../.artifacts/bench/edge`);
