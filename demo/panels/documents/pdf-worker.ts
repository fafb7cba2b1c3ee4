import { getDocumentProxy } from 'unpdf';

/** What comes of a PDF: pages as they are read, then all of its text, or why there is none. */
export type PdfMessage =
  | { readonly kind: 'page'; readonly page: number; readonly pages: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failed'; readonly why: 'locked' | 'unreadable' };

const tell = (message: PdfMessage): void => postMessage(message);

async function read(bytes: ArrayBuffer): Promise<void> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { isEvalSupported: false });
  const texts: string[] = [];
  for (let page = 1; page <= pdf.numPages; page++) {
    const { items } = await (await pdf.getPage(page)).getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
    tell({ kind: 'page', page, pages: pdf.numPages });
  }
  tell({ kind: 'text', text: texts.join('\n\n').trim() });
}

addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
  void read(data).catch((thrown: unknown) => {
    tell({ kind: 'failed', why: thrown instanceof Error && thrown.name === 'PasswordException' ? 'locked' : 'unreadable' });
  });
});
