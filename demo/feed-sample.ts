import { createIndex, endSession, listIndexes, saveTurn, startSession } from './api.ts';
import type { DemoIdentity } from './identity.ts';
import { SAMPLE_DOCUMENTS, SAMPLE_INDEX, SAMPLE_QUESTIONS, SAMPLE_SESSION, sampleTurns } from './sample.ts';
import { announce } from './shell/announce.ts';
import type { StatusLoop } from './status-loop.ts';
import type { Talk } from './talk/talk.ts';
import { button, element, elementOf } from './view/dom.ts';
import { showNotice, wordsFor } from './view/notice.ts';

/** How long the first question waits for the sample's embeddings, in milliseconds; then it goes by words. */
const PATIENCE_MS = 1500;

/** The button that fills an empty memory: past calls and three documents, then the first question. */
export function bindSample(identity: DemoIdentity, status: StatusLoop, talk: Talk): void {
  const feedButton = elementOf('sample', HTMLButtonElement);
  const questions = element('questions');
  const ask = (question: string): void => void talk.reply(question).catch(() => undefined);
  questions.replaceChildren(...SAMPLE_QUESTIONS.map((question) => button(question, () => ask(question), 'button button--small')));
  void listIndexes()
    .then(({ indexes }) => (questions.hidden = !indexes.some(({ name }) => name === SAMPLE_INDEX)))
    // what keeps the runtime from answering is shown elsewhere
    .catch(() => undefined);
  const run = async (): Promise<void> => {
    await feed(identity);
    await embedded(status);
    questions.hidden = false;
    await talk.reply(SAMPLE_QUESTIONS[0] ?? '');
    element('user-text').focus();
  };
  feedButton.addEventListener('click', () => {
    feedButton.disabled = true;
    announce('Feeding the sample conversation …');
    void run()
      .catch((thrown: unknown) => showNotice(wordsFor(thrown)))
      .finally(() => (feedButton.disabled = false));
  });
}

/** Fed twice it is there once: a turn and a document are known by their ids. */
async function feed(identity: DemoIdentity): Promise<void> {
  await startSession(SAMPLE_SESSION, identity);
  await createIndex(SAMPLE_INDEX, SAMPLE_DOCUMENTS);
  for (const turn of sampleTurns(Date.now())) await saveTurn(SAMPLE_SESSION, turn);
  await endSession(SAMPLE_SESSION);
}

async function embedded(status: StatusLoop): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const now = await status.refresh();
    if (now?.model.state !== 'ready' || now.pendingEmbeddings === 0 || performance.now() > end) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
