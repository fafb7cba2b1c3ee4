import type { BrowserContext, Page } from 'playwright';

/** Someone who uses the demo; what the browser reported meanwhile is collected. */
export class Visitor {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #reports: string[] = [];
  readonly #hosts = new Set<string>();

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    context.on('request', (request) => void this.#hosts.add(new URL(request.url()).host));
    context.on('console', (message) => void this.#reports.push(`${message.type()}: ${message.text()}`));
    context.on('weberror', (error) => void this.#reports.push(String(error.error())));
  }

  static async in(context: BrowserContext): Promise<Visitor> {
    return new Visitor(context, context.pages()[0] ?? (await context.newPage()));
  }

  async newTab(url: string): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto(url);
    return page;
  }

  /** A tab that no service worker controls, so that it keeps no version of one in use. */
  async uncontrolledTab(url: string): Promise<Page> {
    const page = await this.#context.newPage();
    const devtools = await this.#context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.setBypassServiceWorker', { bypass: true });
    await page.goto(url);
    return page;
  }

  async say(text: string, page: Page = this.page): Promise<void> {
    const turns = page.locator('.turn');
    const before = await turns.count();
    await page.getByLabel('What you say').fill(text);
    await page.keyboard.press('Enter');
    await turns.nth(before).waitFor();
  }

  /** The recall's contextText. */
  async ask(query: string, page: Page = this.page): Promise<string> {
    await page.getByLabel('What you say').fill(query);
    await page.getByRole('button', { name: 'Ask only' }).click();
    await page.locator('.asked', { hasText: query }).waitFor();
    return (await page.locator('.context code').allTextContents()).join('\n');
  }

  async modelReady(page: Page = this.page): Promise<void> {
    await page.locator('#status', { hasText: 'Model ready' }).waitFor();
    await page.locator('#counts div', { hasText: 'embeddings to do' }).getByText('0', { exact: true }).waitFor();
  }

  async keptForOffline(): Promise<void> {
    await this.page.locator('#status', { hasText: 'Offline ready' }).waitFor();
  }

  /** What was reported to the console, and the hosts that were asked. */
  get traces(): { readonly reports: readonly string[]; readonly hosts: readonly string[] } {
    return { reports: this.#reports, hosts: [...this.#hosts] };
  }
}

/** Traces of someone who saw no fault and asked no host but the demo's. */
export const quiet = (url: string): { readonly reports: readonly string[]; readonly hosts: readonly string[] } => ({ reports: [], hosts: [new URL(url).host] });
