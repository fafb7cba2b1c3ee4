import type { Work } from '../progress.ts';

/** The text of a PDF, page by page. What reads it is fetched when the first one comes. @throws Error that says what to do */
export async function pdfText(bytes: ArrayBuffer, { signal, report }: Work): Promise<string> {
  const { getDocumentProxy } = await import('unpdf');
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { isEvalSupported: false }).catch((thrown: unknown) => {
    throw new Error(
      isLocked(thrown)
        ? 'This PDF asks for a password. Save it without one, and try again.'
        : 'This PDF cannot be read. Open it and print it to a new PDF, or save its text as .txt.',
    );
  });
  try {
    const pages: string[] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      signal.throwIfAborted();
      const { items } = await (await pdf.getPage(number)).getTextContent();
      pages.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
      report(number / pdf.numPages, `page ${number} of ${pdf.numPages}`);
    }
    const text = pages.join('\n\n').trim();
    if (text === '') throw new Error('This PDF holds pictures of text alone. Run text recognition over it first.');
    return text;
  } finally {
    await pdf.destroy();
  }
}

function isLocked(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'PasswordException';
}
