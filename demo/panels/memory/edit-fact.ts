import { askFirst } from '../dialog.ts';
import { el } from '../../view/dom.ts';
import { editMemory, type MemoryItem } from '../local-api.ts';

/** Lets a person correct a fact: what it says, and when it holds. What to tell them; null when nothing was changed. */
export async function editFact(item: MemoryItem): Promise<string | null> {
  const text = el('textarea', { rows: 3, required: true, maxlength: 20_000, dir: 'auto' });
  text.value = item.text;
  const from = dateField(item.validFrom);
  const to = dateField(item.validTo);
  const body = [
    el('label', { class: 'field' }, 'What it says', text),
    el('div', { class: 'dialog-row' }, el('label', { class: 'field' }, 'Holds from', from), el('label', { class: 'field' }, 'Holds until', to)),
    el(
      'p',
      { class: 'about' },
      'Leave “Holds until” empty for something that still holds. The former text is not kept: to keep both, say the new one under Talk.',
    ),
  ];
  let changed = false;
  const work = async (): Promise<void> => {
    const change = {
      ...(text.value.trim() === item.text.trim() ? {} : { text: text.value.trim() }),
      ...changedDate('validFrom', from, item.validFrom),
      ...(to.value === '' && item.validTo !== undefined ? { validTo: null } : changedDate('validTo', to, item.validTo)),
    };
    if (Object.keys(change).length === 0) return;
    await editMemory({ memoryId: item.memoryId, ...change });
    changed = true;
  };
  await askFirst({ title: 'Edit a fact', body, confirm: 'Save', focus: text, work });
  return changed ? 'The fact was changed.' : null;
}

/** The field shows minutes of this place's time; a date that nobody touched stays as it was, to the millisecond. */
function dateField(iso: string | undefined): HTMLInputElement {
  const field = el('input', { type: 'datetime-local' });
  field.value = localMinutes(iso);
  return field;
}

function changedDate(name: 'validFrom' | 'validTo', field: HTMLInputElement, before: string | undefined): object {
  return field.value === '' || field.value === localMinutes(before) ? {} : { [name]: new Date(field.value).toISOString() };
}

function localMinutes(iso: string | undefined): string {
  if (iso === undefined) return '';
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
