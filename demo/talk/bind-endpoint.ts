import type { Answerer } from '../answerer.ts';
import { llmOrigin } from '../cloud-beside.ts';
import { announce } from '../shell/announce.ts';
import { button, element, make } from '../view/dom.ts';
import { endpointAnswerer } from './endpoint-answerer.ts';
import type { Talk } from './talk.ts';

/** Offers a model of the person's own, where this page was served with leave to call one. Its key stays in this tab's memory. */
export function bindEndpoint(talk: Talk, template: Answerer): void {
  const origin = llmOrigin();
  if (origin === null) return;
  const host = element('model-answer');
  const baseUrl = input('url', `${origin}/v1`);
  const model = input('text', '');
  const apiKey = input('password', '');
  const say = (text: string): void => {
    state.textContent = text;
    announce(text);
  };
  const use = button(
    'Use it',
    () => {
      if (!URL.canParse(baseUrl.value) || new URL(baseUrl.value).origin !== origin) return say(`This page may call ${origin} alone.`);
      if (model.value.trim() === '') return say('Name the model.');
      talk.answerWith(endpointAnswerer({ baseUrl: baseUrl.value, apiKey: apiKey.value, model: model.value.trim() }));
      say(`${model.value.trim()} answers now. What you say, and what is recalled of it, goes to ${origin}.`);
    },
    'button button--small button--primary',
  );
  const leave = button(
    'Answer from memory alone',
    () => {
      talk.answerWith(template);
      apiKey.value = '';
      say('Memory answers, and nothing leaves this page.');
    },
    'button button--small',
  );
  const state = make('p', { class: 'about' }, 'Memory answers, and nothing leaves this page.');
  host.append(
    make('summary', {}, 'A model of your own'),
    make(
      'div',
      { class: 'endpoint' },
      labelled('Address', baseUrl),
      labelled('Model', model),
      labelled('Key, kept in this tab alone', apiKey),
      use,
      leave,
      state,
    ),
  );
  host.hidden = false;
}

const labelled = (name: string, field: HTMLElement): HTMLElement => make('label', { class: 'field' }, name, field);

function input(type: string, value: string): HTMLInputElement {
  const made = make('input');
  made.type = type;
  made.value = value;
  made.autocomplete = 'off';
  return made;
}
