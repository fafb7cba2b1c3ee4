import type { Alert } from '../alert.ts';
import { el } from '../../view/dom.ts';
import { createIndex } from '../local-api.ts';
import { many } from '../words.ts';
import { piecesOf } from './pieces.ts';

/** A document that is typed or pasted. `taught` is called when it is in. */
export function createTypeDocument(alert: Alert, indexName: () => string, taught: () => void): HTMLElement {
  const name = el('input', { required: true, maxlength: 120, autocomplete: 'off', placeholder: 'Opening hours', dir: 'auto' });
  const text = el('textarea', { rows: 4, required: true, maxlength: 40_000, placeholder: 'The front desk is open from 7 to 23 …', dir: 'auto' });
  const learned = el('p', { class: 'about', role: 'status' });
  const form = el(
    'form',
    {},
    el('label', { class: 'field' }, 'Name', name),
    el('label', { class: 'field' }, 'Text', text),
    el('button', { type: 'submit', class: 'button' }, 'Teach it'),
    learned,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void alert.trying(async () => {
      const called = name.value.trim();
      const { chunkCount } = await createIndex(indexName(), piecesOf(called, text.value), AbortSignal.timeout(10_000));
      form.reset();
      learned.textContent = `“${called}” is learned, in ${many(chunkCount, 'passage')}. Ask about it under Talk.`;
      taught();
      name.focus();
    });
  });
  return el('details', { class: 'type-document' }, el('summary', {}, 'Or type one'), form);
}
