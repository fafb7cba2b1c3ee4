import { createIndex } from './api.ts';
import type { StatusLoop } from './status-loop.ts';
import { element, elementOf } from './view/dom.ts';
import { counted } from './view/format.ts';
import { wordsFor } from './view/notice.ts';

const INDEX = 'taught';

/** The form of the org lane. A document of the same name replaces the one before. */
export function bindTeach(status: StatusLoop): void {
  const form = elementOf('document', HTMLFormElement);
  const name = elementOf('document-name', HTMLInputElement);
  const text = elementOf('document-text', HTMLTextAreaElement);
  const taught = element('taught');
  const teach = async (): Promise<void> => {
    const { chunkCount } = await createIndex(INDEX, [{ id: name.value.trim(), text: text.value.trim() }]);
    taught.textContent = `“${name.value.trim()}” is learned, in ${counted(chunkCount, 'chunk')}. Ask about it above.`;
    form.reset();
    await status.refresh();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void teach().catch((thrown: unknown) => (taught.textContent = wordsFor(thrown)));
    name.focus();
  });
}
