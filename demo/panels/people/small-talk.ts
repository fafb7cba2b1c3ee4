import type { Conversation, Reply } from '../../conversation.ts';
import type { Alert } from '../alert.ts';
import { el, press } from '../../view/dom.ts';

/** Exchanges that are shown. */
const SHOWN = 6;

/** A few lines of talk with this page's own memory. */
export function createSmallTalk(conversation: Conversation, alert: Alert): HTMLElement {
  const field = el('input', {
    class: 'field',
    'aria-label': 'Say or ask something here',
    placeholder: 'My locker is number 12',
    maxlength: 4000,
    autocomplete: 'off',
    dir: 'auto',
  });
  const lines = el('ol', { class: 'small-talk-lines' });
  const empty = el('p', { class: 'empty' }, 'Tell this page something, then ask whoever is beside it.');
  const exchange = async (text: string, keeps: boolean): Promise<Reply> => {
    const reply = await conversation.reply(text);
    if (keeps) await conversation.keep(reply, reply.answer);
    return reply;
  };
  const talk = (keeps: boolean): void => {
    const text = field.value.trim();
    field.focus();
    if (text === '') return;
    field.value = '';
    void alert.trying(async () => {
      const reply = await exchange(text, keeps).catch((thrown: unknown) => {
        // what was typed meanwhile stays behind it
        field.value = [text, field.value].filter(Boolean).join(' ');
        throw thrown;
      });
      empty.remove();
      lines.append(el('li', {}, el('p', { class: 'small-talk-said', dir: 'auto' }, text), el('p', { class: 'small-talk-answer', dir: 'auto' }, reply.answer)));
      while (lines.childElementCount > SHOWN) lines.firstElementChild?.remove();
      lines.scrollTop = lines.scrollHeight;
    });
  };
  const form = el(
    'form',
    { class: 'small-talk-form' },
    field,
    el('button', { type: 'submit', class: 'button button--primary' }, 'Say'),
    press('Ask', '', () => talk(false)),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    talk(true);
  });
  return el('div', { class: 'small-talk' }, el('div', { role: 'log', class: 'small-talk-log', 'aria-label': 'What was said here' }, empty, lines), form);
}
