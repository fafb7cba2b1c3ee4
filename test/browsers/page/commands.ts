import type { BrowserCommands } from 'vitest/browser';

async function ask(name: string, given: readonly unknown[]): Promise<unknown> {
  const response = await fetch(`/command/${name}`, { method: 'POST', body: JSON.stringify(given) });
  if (!response.ok) throw new Error(`The command ${name} failed: ${await response.text()}`);
  return response.json();
}

/** Stands in for `vitest/browser`: the server of the page answers. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server has each of them by its name
export const commands: BrowserCommands = new Proxy(
  {},
  {
    get:
      (_, name) =>
      (...given: readonly unknown[]) =>
        ask(String(name), given),
  },
) as BrowserCommands;

/** Only Vitest's own runs have one. */
export function cdp(): never {
  throw new Error('needs the DevTools protocol inside the page');
}
