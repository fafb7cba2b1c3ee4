import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { findModel } from 'memoair-web/node';

// fetched by `npx voice-runtime model`; without it recall goes by words
const model = await findModel();
if (model) await cp(model.folder, fileURLToPath(new URL('public/model', import.meta.url)), { recursive: true });
