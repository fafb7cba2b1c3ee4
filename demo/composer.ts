import type { Session } from './session.ts';
import type { StatusLoop } from './status-loop.ts';
import { templateAnswer } from './template-answer.ts';
import { element, elementOf } from './view/dom.ts';
import { milliseconds } from './view/format.ts';
import { clearNotice, showNotice, wordsFor } from './view/notice.ts';
import { showRecall, summary, type Asked } from './view/recall.ts';
import { showProfile } from './view/remembered.ts';
import { addTurn } from './view/turns.ts';

/** Asks and shows the answer; saves nothing. Never rejects: what went wrong is shown. */
export type Ask = (query: string) => Promise<void>;

/** The two fields and their buttons: recall first, then save, one turn after another. */
export function bindComposer(session: Session, status: StatusLoop): Ask {
  const userField = elementOf('user-text', HTMLInputElement);
  const assistantField = elementOf('assistant-text', HTMLInputElement);
  const outcome = element('outcome');
  let last: Promise<void> = Promise.resolve();

  const recall = async (query: string): Promise<Asked> => {
    const start = performance.now();
    const asked = { query, recall: await session.recall(query, { explain: true }), roundTripMs: performance.now() - start };
    showRecall(asked);
    return asked;
  };

  const askOnly = async (query: string): Promise<void> => {
    const asked = await recall(query);
    showProfile(asked.recall.profile?.summary);
    outcome.textContent = `${summary(asked)} Nothing was saved.`;
  };

  const send = async (userText: string, given: string): Promise<void> => {
    const asked = await recall(userText);
    const assistantText = given === '' ? templateAnswer(userText, asked.recall) : given;
    const start = performance.now();
    await session.save({ turnId: crypto.randomUUID(), userText, assistantText });
    const savedMs = performance.now() - start;
    addTurn({ userText, assistantText, template: given === '', savedMs });
    outcome.textContent = `${summary(asked)} Kept in ${milliseconds(savedMs)}.`;
    showProfile((await session.recall('', { lanes: ['profile'] })).profile?.summary);
  };

  const attempt = async (work: () => Promise<void>, failed: () => void): Promise<void> => {
    try {
      await work();
      clearNotice();
      void status.refresh();
    } catch (thrown) {
      showNotice(wordsFor(thrown));
      failed();
    }
  };

  const inTurn = (work: () => Promise<void>, failed: () => void = () => undefined): Promise<void> => {
    last = last.then(() => attempt(work, failed));
    return last;
  };

  const submit = (saves: boolean): void => {
    const userText = userField.value.trim();
    const given = assistantField.value.trim();
    userField.focus();
    if (userText === '') {
      outcome.textContent = 'Type something first.';
      return;
    }
    userField.value = '';
    if (saves) assistantField.value = '';
    void inTurn(
      () => (saves ? send(userText, given) : askOnly(userText)),
      () => (userField.value ||= userText),
    );
  };

  elementOf('say', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    submit(true);
  });
  element('say').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit(false);
  });
  element('ask-only').addEventListener('click', () => submit(false));
  return (query) => inTurn(() => askOnly(query));
}
