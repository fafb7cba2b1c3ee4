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

  let pause: ReturnType<typeof setTimeout> | undefined;

  const submit = (saves: boolean): void => {
    const userText = words(userField);
    const given = words(assistantField);
    clearTimeout(pause);
    userField.focus();
    if (userText === '') return announce('Type something first.');
    userField.value = '';
    fit(userField);
    if (saves) assistantField.value = '';
    const done = saves ? talk.say(userText, given) : talk.reply(userText);
    // it is said elsewhere what went wrong; the words come back
    done.catch(() => {
      giveBack(userField, userText);
      if (saves) giveBack(assistantField, given);
      fit(userField);
    });
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(true);
  });
  form.addEventListener('keydown', (event) => {
    const { key, target, shiftKey } = event;
    if (key !== 'Enter' || isChoosing(event) || shiftKey) return;
    const says = target === userField || target === assistantField;
    // any other field of the form would send it too
    if (says || target instanceof HTMLInputElement) event.preventDefault();
    if (!says) return;
    submit(!(event.ctrlKey || event.metaKey));
  });
  element('ask-only').addEventListener('click', () => submit(false));

  userField.addEventListener('input', () => {
    fit(userField);
    clearTimeout(pause);
    const partial = words(userField);
    if (partial.length > 2) pause = setTimeout(() => talk.hint(partial), PAUSE_MS);
  });
}

/** In one line: the runtime tells what was said from what was answered by the first line's end. */
const words = (field: HTMLInputElement | HTMLTextAreaElement): string => field.value.trim().replace(/\s*\n\s*/g, ' ');

/** In front of what was typed meanwhile. */
function giveBack(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  field.value = [text, field.value].filter(Boolean).join(' ');
}

/** Enter that ends the choice of a character is not meant for the form. Safari says so by the key's code alone. */
const isChoosing = ({ isComposing, keyCode }: KeyboardEvent): boolean => isComposing || keyCode === 229;

/** As high as its text; the style sheet says how high at most. */
function fit(field: HTMLTextAreaElement): void {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
