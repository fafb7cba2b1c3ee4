/**
 * Starts a module worker from wherever its script lies. A browser refuses a worker script of another origin, so one of
 * those is imported by a script of ours (needs CORS there, and `worker-src blob:` in a strict CSP here).
 */
export function spawnWorker(url: URL, name: string): Worker {
  if (url.origin === location.origin || url.protocol === 'blob:' || url.protocol === 'data:') return new Worker(url, { type: 'module', name });
  const script = URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' }));
  const worker = new Worker(script, { type: 'module', name });
  // the script is read before the first message is answered; a little later it is needed no more
  setTimeout(() => URL.revokeObjectURL(script), 60_000);
  return worker;
}
