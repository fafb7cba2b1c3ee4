import { createAlert } from './alert.ts';
import { el, press } from '../view/dom.ts';

/** What a dialog asks. */
export interface Question {
  readonly title: string;
  readonly body: readonly (Node | string)[];
  /** What the button says that goes on. */
  readonly confirm: string;
  readonly danger?: boolean;
  /** Where focus begins. Default: the way out where something is destroyed, otherwise the first control. */
  readonly focus?: HTMLElement;
  /** What is done once the person agrees. While it fails the dialog stays open, as it was filled in, and says why. */
  readonly work?: () => Promise<void>;
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

function open({ title, body, work }: Pick<Question, 'title' | 'body' | 'work'>, footOf: (close: (answer: boolean) => void) => Foot): Promise<boolean> {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const id = `dialog-${crypto.randomUUID()}`;
    const dialog = el('dialog', { class: 'dialog', 'aria-labelledby': id });
    const alert = createAlert();
    let answer = false;
    let working: Promise<void> | null = null;
    const close = (given: boolean): void => {
      answer = given;
      dialog.close();
    };
    const agree = async (): Promise<void> => {
      const done = await alert.trying(async () => {
        await work?.();
        return true;
      });
      if (done) close(true);
      else working = null;
    };
    const { buttons, focus } = footOf(close);
    const form = el('form', { class: 'dialog-body' }, el('h2', { id }, title), ...body, alert.view, el('div', { class: 'dialog-buttons' }, ...buttons));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      working ??= agree();
    });
    // Escape too comes this way
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      // what was agreed to and is under way counts, however the dialog was left
      void Promise.resolve(working).then(() => resolve(answer));
    });
    dialog.append(form);
    document.body.append(dialog);
    dialog.showModal();
    focus?.focus();
  });
}
