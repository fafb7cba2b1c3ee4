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
    const turns = page.locator('.turn.kept');
    const before = await turns.count();
    await page.getByRole('textbox', { name: 'What you say' }).fill(text);
    await page.keyboard.press('Enter');
    await turns.nth(before).waitFor();
  }

  /** The recall's contextText. */
  async ask(query: string, page: Page = this.page): Promise<string> {
    await page.getByRole('textbox', { name: 'What you say' }).fill(query);
    await page.getByRole('button', { name: 'Ask only' }).click();
    const turn = page.locator('.turn.asked-only', { hasText: query }).last();
    await turn.locator('.behind > summary').click();
    await turn.locator('.asked', { hasText: query }).waitFor();
    return (await turn.locator('.context code').allTextContents()).join('\n');
  }

  async modelReady(page: Page = this.page): Promise<void> {
    await page.locator('#status', { hasText: 'Model ready' }).filter({ hasNotText: 'to do' }).waitFor({ state: 'attached' });
  }

  async keptForOffline(): Promise<void> {
    await this.page.locator('#status', { hasText: 'Without a network ready' }).waitFor({ state: 'attached' });
  }

  /** Goes to another view by its link. */
  async open(view: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
    await this.page.getByRole('heading', { name: view, level: 1 }).waitFor();
  }

  /** What was reported to the console, and the hosts that were asked. */
  get traces(): { readonly reports: readonly string[]; readonly hosts: readonly string[] } {
    return { reports: this.#reports, hosts: [...this.#hosts] };
  }
}

/** Traces of someone who saw no fault and asked no host but the demo's. */
export const quiet = (url: string): { readonly reports: readonly string[]; readonly hosts: readonly string[] } => ({ reports: [], hosts: [new URL(url).host] });
