import { el, press } from './el.ts';

/** What a dialog asks. */
export interface Question {
  readonly title: string;
  readonly body: readonly (Node | string)[];
  /** What the button says that goes on. */
  readonly confirm: string;
  readonly danger?: boolean;
  /** Where focus begins. Default: the way out where something is destroyed, otherwise the first control. */
  readonly focus?: HTMLElement;
}

/** Asks before something happens; resolves to false where the person would rather not. Focus returns to where it was. */
export function askFirst(question: Question): Promise<boolean> {
  return open(question, (close) => {
    const cancel = press('Cancel', 'quiet', () => close(false));
    const go = el('button', { type: 'submit', class: `button ${question.danger ? 'button--danger' : 'button--primary'}` }, question.confirm);
    return { buttons: [cancel, go], focus: question.focus ?? (question.danger ? cancel : undefined) };
  });
}

/** Shows something until it is closed. */
export async function showDialog({ title, body }: Pick<Question, 'title' | 'body'>): Promise<void> {
  await open({ title, body }, (close) => {
    const done = press('Close', '', () => close(false));
    return { buttons: [done], focus: done };
  });
}

interface Foot {
  readonly buttons: readonly HTMLElement[];
  readonly focus: HTMLElement | undefined;
}

function open({ title, body }: Pick<Question, 'title' | 'body'>, footOf: (close: (answer: boolean) => void) => Foot): Promise<boolean> {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const id = `dialog-${crypto.randomUUID()}`;
    const dialog = el('dialog', { class: 'dialog', 'aria-labelledby': id });
    let answer = false;
    const close = (given: boolean): void => {
      answer = given;
      dialog.close();
    };
    const { buttons, focus } = footOf(close);
    const form = el('form', { class: 'dialog-body' }, el('h2', { id }, title), ...body, el('div', { class: 'dialog-buttons' }, ...buttons));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      close(true);
    });
    // Escape too comes this way
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(answer);
    });
    dialog.append(form);
    document.body.append(dialog);
    dialog.showModal();
    focus?.focus();
  });
}
