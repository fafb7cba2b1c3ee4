import { namedPerson } from '../../identity.ts';
import { createAlert } from '../alert.ts';
import { el } from '../../view/dom.ts';
import type { MountPanel } from '../panel.ts';
import { createBeside } from './beside.ts';
import { addressOf, addPerson, knownPeople, NAME_CHARS } from './known-people.ts';
import { createSmallTalk } from './small-talk.ts';

/** Several people in one browser, each with a memory of their own, and several tabs of one person. */
export const mountPeople: MountPanel = (host, { conversation, announce }) => {
  const alert = createAlert();
  const me = namedPerson();
  const beside = createBeside(announce);
  const list = el('ul', { class: 'people-list' });
  const name = el('input', { required: true, maxlength: NAME_CHARS, autocomplete: 'off', placeholder: 'Ines', dir: 'auto' });
  const add = el(
    'form',
    { class: 'people-add' },
    el('label', { class: 'field' }, 'Somebody new', name),
    el('button', { type: 'submit', class: 'button' }, 'Add'),
  );

  const showPeople = (people: readonly string[]): void => {
    const all = ['', ...people.filter((person) => person !== me), ...(me === '' ? [] : [me])];
    list.replaceChildren(
      ...all.map((person) => {
        const mine = person === me;
        const called = mine ? `${me === '' ? 'You' : me}, this page` : person === '' ? 'The owner of this browser' : person;
        const open = el('button', { type: 'button', class: 'button button--small' }, mine ? 'Open a second tab beside' : 'Open beside');
        open.setAttribute('aria-label', `${open.textContent}: ${called}`);
        open.addEventListener('click', () => beside.open(person, mine));
        const own = el('a', { class: 'button button--quiet button--small', href: addressOf(person), target: '_blank', rel: 'noopener' }, 'New tab');
        own.setAttribute('aria-label', `New tab: ${called}`);
        return el('li', { class: mine ? 'person person--me' : 'person' }, el('span', { class: 'person-name', dir: 'auto' }, called), open, own);
      }),
    );
  };

  add.addEventListener('submit', (event) => {
    event.preventDefault();
    const given = name.value.trim();
    if (given === '') return;
    name.value = '';
    showPeople(addPerson(given));
    announce(`${given} was added.`);
    beside.open(given, given === me);
  });

  host.append(
    el(
      'p',
      { class: 'about panel-about' },
      'Every person has a database, an index and a runtime of their own. Tell one of them something and ask the other: nothing is known. Open a second tab of the same person, and it is known at once. Documents belong to the workspace, and everybody finds those.',
    ),
    el('div', { class: 'people-who' }, list, add),
    alert.view,
    el(
      'div',
      { class: 'people-sides' },
      el(
        'section',
        { class: 'card people-side', 'aria-labelledby': 'people-here' },
        el('h2', { id: 'people-here' }, me === '' ? 'You, on this page' : `${me}, on this page`),
        createSmallTalk(conversation, alert),
      ),
      beside.view,
    ),
  );
  return { show: () => showPeople(knownPeople()) };
};
