import { announce } from '../shell/announce.ts';
import { element, elementOf } from '../view/dom.ts';
import type { Talk } from './talk.ts';

/** A pause in typing after which the runtime is told what it looks like, in milliseconds. */
const PAUSE_MS = 200;

/** The field in which a person writes, and its buttons. */
export function bindComposer(talk: Talk): void {
  const form = elementOf('say', HTMLFormElement);
  const userField = elementOf('user-text', HTMLTextAreaElement);
  const assistantField = elementOf('assistant-text', HTMLInputElement);

  const submit = (saves: boolean): void => {
    const userText = userField.value.trim();
    const given = assistantField.value.trim();
    userField.focus();
    if (userText === '') return announce('Type something first.');
    userField.value = '';
    fit(userField);
    if (saves) assistantField.value = '';
    const done = saves ? talk.say(userText, given) : talk.reply(userText);
    // it is said elsewhere what went wrong; the words come back
    done.catch(() => {
      userField.value ||= userText;
      assistantField.value ||= given;
      fit(userField);
    });
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(true);
  });
  form.addEventListener('keydown', (event) => {
    const { key, target, isComposing, shiftKey } = event;
    // Enter that ends the choice of a character is not meant for the form
    if (key !== 'Enter' || isComposing || shiftKey) return;
    const says = target === userField || target === assistantField;
    // any other field of the form would send it too
    if (says || target instanceof HTMLInputElement) event.preventDefault();
    if (!says) return;
    submit(!(event.ctrlKey || event.metaKey));
  });
  element('ask-only').addEventListener('click', () => submit(false));

  let pause: ReturnType<typeof setTimeout> | undefined;
  userField.addEventListener('input', () => {
    fit(userField);
    clearTimeout(pause);
    const partial = userField.value.trim();
    if (partial.length > 2) pause = setTimeout(() => talk.hint(partial), PAUSE_MS);
  });
}

/** As high as its text; the style sheet says how high at most. */
function fit(field: HTMLTextAreaElement): void {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
