import { VERSION } from '../../contract/defaults.ts';
import { createLog } from '../log.ts';
import type { Environment } from '../model/cache-dir.ts';
import { createThreadEmbedder } from '../thread-embedder.ts';
import { serveCloud } from './serve-cloud.ts';
import { CLOUD_HELP, readCloudSettings } from './settings.ts';

/**
 * `voice-runtime cloud`: serves until SIGTERM or Ctrl-C, then ends the process. Resolves when it listens.
 *
 * @throws SettingsError, AddressError, or an error of the store
 */
export async function cloudCommand(args: readonly string[], env: Environment): Promise<void> {
  const settings = readCloudSettings(args, env);
  if (!settings) return void process.stdout.write(CLOUD_HELP);
  const { embed, logLevel, ...where } = settings;
  const log = createLog(logLevel, (line) => void process.stderr.write(line));
  const served = await serveCloud({ ...where, log, ...(embed ? { embedder: createThreadEmbedder() } : {}) });
  log.info('listening', { version: VERSION, url: served.url, embeddings: embed });
  process.stdout.write(`voice-runtime ${VERSION} cloud on ${served.url}\n`);
  const stop = (): void =>
    void served.close().then(() => {
      log.info('stopped');
      process.exit(0);
    });
  process.once('SIGTERM', stop).once('SIGINT', stop);
}
