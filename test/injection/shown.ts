import type { Page } from 'playwright';

/** What a page was seen to do with texts. */
export interface Shown {
  /** Elements that the texts could have made, and attributes that run or load something, below the page's own. */
  readonly foreign: readonly string[];
  /** Texts that do not stand on the page as they are. */
  readonly missing: readonly string[];
  readonly violations: readonly string[];
  /** What a script in one of the texts would have left. */
  readonly ran: boolean;
}

/**
 * Has the demo show all texts at once, raw, wherever it shows what a recall tells: as lines of the context, as items, as
 * words that were found, as names and reasons. Its own search answers are put out of the way for that.
 */
export async function showAll(page: Page, texts: readonly string[]): Promise<Shown> {
  await page.evaluate(
    (all) => {
      const seen = globalThis as unknown as { violations: string[] };
      seen.violations = [];
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => seen.violations.push(effectiveDirective));
      const hits = all.map((text, i) => ({
        text,
        score: 1,
        kind: text.slice(0, 60),
        chunkId: text,
        docId: text,
        validFrom: `2026-01-${10 + (i % 18)}T00:00:00Z`,
      }));
      const contextText = ['## profile', ...all.filter((text) => text.length < 2_000).map((text) => `- ${text}`)].join('\n');
      let start = 0;
      const lines = contextText.split('\n').map((line) => {
        const ref = {
          lane: 'org',
          id: line,
          score: 1,
          start: start + 2,
          length: line.length - 2,
          why: { lexical: 1, dense: 0, matched: [line, ...all.slice(0, 3)] },
        };
        start += line.length + 1;
        return ref;
      });
      const lane = (n: number) => ({ status: 'failed', startMs: 0, ms: 1, reason: all.slice(n * 100, n * 100 + 100).join(' ') });
      const trace = {
        totalMs: 1,
        embedMs: 0,
        composeMs: 0,
        degraded: true,
        lines,
        lanes: { profile: lane(0), working: lane(1), permanent: lane(2), org: lane(3) },
      };
      const answer = { contextText, profile: { version: 1, summary: all.join(' ') }, working: [], permanent: [], org: hits, trace };
      const real = globalThis.fetch;
      globalThis.fetch = (input, init) =>
        typeof input === 'string' && input.endsWith('/search_memory') ? Promise.resolve(Response.json(answer)) : real(input, init);
    },
    texts.map((text) => text.toWellFormed()),
  );
  const said = texts.map((text) => text.slice(0, 80).toWellFormed()).join(' ');
  await page.getByRole('textbox', { name: 'What you say' }).fill(said.slice(0, 4_000));
  await page.getByText('Answer yourself').click();
  await page.getByLabel('What the assistant answered').fill(said.slice(0, 4_000));
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.turn.kept').first().waitFor();
  await page.locator('.behind > summary').click();
  await page.locator('.items').waitFor({ state: 'attached' });
  return page.evaluate(
    (all) => {
      const own = 'section,h2,h3,ul,li,p,div,span,code,strong,b,s,q,mark,details,summary,table,caption,tbody,tfoot,tr,th,td';
      const shown = Array.from(document.querySelectorAll('#turn-list *, #lanes *'));
      const risky = shown.flatMap(({ tagName, attributes }) =>
        Array.from(attributes, ({ name }) => name).flatMap((name) =>
          /^(?:on|href|src|srcdoc|style$|action|formaction|data$)/.test(name) ? [`${tagName} ${name}`] : [],
        ),
      );
      const forms = document.querySelectorAll('form').length === 1 ? [] : ['forms'];
      const items = new Set(Array.from(document.querySelectorAll('.item-text'), ({ textContent }) => textContent));
      const { pwned, violations } = globalThis as unknown as { pwned?: unknown; violations: string[] };
      return {
        foreign: [...shown.filter((each) => !each.matches(own)).map(({ tagName }) => tagName), ...risky.filter((each) => !each.endsWith('style')), ...forms],
        missing: all.filter((text) => !items.has(text)),
        violations,
        ran: pwned !== undefined,
      };
    },
    texts.map((text) => text.toWellFormed()),
  );
}
