import type { Answerer } from './answerer.ts';
import { flush, health } from './api.ts';
import { bindSample } from './feed-sample.ts';
import { namedPerson, type DemoIdentity } from './identity.ts';
import { PANELS } from './panels.ts';
import type { PageParts } from './panels/panel.ts';
import { Session } from './session.ts';
import { announce } from './shell/announce.ts';
import { bindInstall } from './shell/install.ts';
import { keepFromFiles } from './shell/keep-from-files.ts';
import { startRouter } from './shell/router.ts';
import { bindState } from './shell/state.ts';
import { bindTheme } from './shell/theme.ts';
import { PanelViews } from './shell/views.ts';
import { StatusLoop } from './status-loop.ts';
import { Board } from './talk/board.ts';
import { bindEndpoint } from './talk/bind-endpoint.ts';
import { bindBoard } from './talk/bind-board.ts';
import { bindComposer } from './talk/composer.ts';
import { Talk } from './talk/talk.ts';
import { Thread, type EarlierTurn } from './talk/thread.ts';
import { bindTour } from './tour/bind-tour.ts';
import { templateAnswer } from './template-answer.ts';
import { element } from './view/dom.ts';
import { mountVoice } from './voice/mount-voice.ts';
import { showNotice, wordsFor } from './view/notice.ts';
import type { Hit } from './wire.ts';

/** Wires the page to the runtime. Nothing waits for it: calls queue until the store is open. */
export function startApp(identity: DemoIdentity): void {
  const session = new Session(identity);
  const status = new StatusLoop();
  const thread = new Thread();
  const board = new Board();
  const template: Answerer = ({ userText, recall }) => templateAnswer(userText, recall, Date.now());
  const talk = new Talk({ session, status, thread, board }, template);
  const parts: PageParts = { identity, session, status, conversation: talk, announce };
  const panels = new PanelViews(parts, PANELS);

  showPerson(namedPerson());
  bindTheme();
  bindState();
  bindInstall();
  keepFromFiles();
  bindComposer(talk);
  bindBoard();
  bindEndpoint(talk, template);
  mountVoice(element('voice'), parts);
  bindSample(identity, status, talk);
  startRouter(['talk', ...PANELS.map(({ name }) => name)], (shown, left) => {
    if (left !== undefined) void panels.hide(left);
    void panels.show(shown).catch((thrown: unknown) => showNotice(wordsFor(thrown)));
  });
  bindTour({ talk, board });

  status.subscribe((now) => board.follow(now));
  addEventListener('online', () => void flush().catch(() => undefined));
  element('new-session').addEventListener('click', () => {
    void renew(talk).catch(() => undefined);
  });
  status.start();
  void resume(session, thread, board).catch((thrown: unknown) => showNotice(wordsFor(thrown)));
  // a phone's keyboard would cover the greeting
  if (document.body.dataset['view'] === 'talk' && matchMedia('(hover: hover)').matches) element('user-text').focus();
}

/** Who speaks, where the address names somebody. */
function showPerson(name: string): void {
  element('person').textContent = name;
  element('person').hidden = name === '';
}

/** Opens the session, or goes on with it, and shows what it already holds. */
async function resume(session: Session, thread: Thread, board: Board): Promise<void> {
  const began = Date.now();
  await session.open();
  await Promise.all([showVersion(), showEarlier(session, thread, began), board.refresh()]);
}

async function showVersion(): Promise<void> {
  element('version').textContent = (await health()).version;
}

/** Shown as soon as it is there: whoever starts a new session meanwhile clears it again. */
async function showEarlier(session: Session, thread: Thread, began: number): Promise<void> {
  const { working } = await session.recall('', { lanes: ['working'], topK: { working: 50 } });
  // what the page was told since it began stands there already
  const turns = working.filter(({ kind, occurredAt = '' }) => kind === 'turn' && !(Date.parse(occurredAt) >= began));
  if (turns.length > 0) thread.earlier(turns.toSorted(oldestFirst).map(earlierTurn));
}

async function renew(talk: Talk): Promise<void> {
  await talk.renew();
  announce('A new session. What was said before is still remembered.');
  element('user-text').focus();
}

const oldestFirst = (a: Hit, b: Hit): number => (a.occurredAt ?? '').localeCompare(b.occurredAt ?? '');

/** The runtime gives a turn as one text: this page's fields hold one line each. */
function earlierTurn({ text }: Hit): EarlierTurn {
  const [userText = '', ...rest] = text.split('\n');
  return { userText, assistantText: rest.join('\n') };
}
