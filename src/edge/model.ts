/**
 * The model inside an isolate. Apart from the rest: whoever imports it carries ONNX Runtime, 14 MB that are 3.6 compressed.
 *
 * @module
 */
export { IsolateModel } from './isolate-model.ts';
export { assetFiles, bucketFiles, type Bucket } from './model-source.ts';
