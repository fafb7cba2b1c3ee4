import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Flags under which a headless Chromium starts as root, without a GPU, and asks nothing of the network. */
export const CHROME_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function present(): string | undefined {
  const named = process.env['CHROME_PATH'];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH is ${named}, but nothing is there. Point it at a Chromium, or unset it.`);
    return named;
  }
  return SYSTEM.find((path) => existsSync(path)) ?? [chromium.executablePath()].find((path) => existsSync(path));
}

function attempt(command: string, args: readonly string[]): boolean {
  console.log(`no Chromium found: ${command} ${args.join(' ')}`);
  try {
    execFileSync(command, args, { stdio: 'inherit' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Path of a Chromium: CHROME_PATH, a system one, Playwright's own. Where there is none, obtains one: Playwright's
 * installer, then apt on Debian as root. Throws with what to do when neither works.
 */
export function findChrome(): string {
  const found = present();
  if (found) return found;
  attempt('npx', ['playwright', 'install', 'chromium']);
  if (!present() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    attempt('apt-get', ['update', '-qq']);
    attempt('apt-get', ['install', '-y', '-qq', 'chromium']);
  }
  const obtained = present();
  if (obtained) return obtained;
  throw new Error(
    'No Chromium could be found or installed. Install Chrome or Chromium, or run `npx playwright install chromium`, and set CHROME_PATH if it is in an unusual place.',
  );
}
