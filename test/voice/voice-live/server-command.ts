import { startScriptedServer } from './scripted-server.ts';

let started: Promise<string> | undefined;

/** Address of the scripted server, one for all pages of a run; it ends with the run. */
export function startVoiceLive(): Promise<string> {
  return (started ??= startScriptedServer().then((server) => {
    server.unref();
    return server.url;
  }));
}
