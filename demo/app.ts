import { flush, health } from './api.ts';
import { bindComposer } from './composer.ts';
import type { DemoIdentity } from './identity.ts';
import { bindSample } from './feed-sample.ts';
import { Session } from './session.ts';
import { StatusLoop } from './status-loop.ts';
import { bindTeach } from './teach.ts';
import { element } from './view/dom.ts';
import { showNotice, wordsFor } from './view/notice.ts';
import { showNothingAsked } from './view/recall.ts';
import { showProfile } from './view/remembered.ts';
import { showTurns, type ShownTurn } from './view/turns.ts';
import type { Hit } from './wire.ts';

/** Wires the page to the runtime. Nothing waits for it: calls queue until the store is open. */
export function startApp(identity: DemoIdentity): void {
  const session = new Session(identity);
  const status = new StatusLoop();
  showNothingAsked();
  const ask = bindComposer(session, status);
  bindSample(identity, status, ask);
  bindTeach(status);
  element('new-session').addEventListener('click', () => {
    void renew(session, status).catch((thrown: unknown) => showNotice(wordsFor(thrown)));
  });
  addEventListener('online', () => void flush().catch(() => undefined));
  status.start();
  void resume(session).catch((thrown: unknown) => showNotice(wordsFor(thrown)));
}

/** Opens the session, or goes on with it, and shows what it already holds. */
async function resume(session: Session): Promise<void> {
  await session.open();
  const [{ version }, { working, profile }] = await Promise.all([
    health(),
    session.recall('', { lanes: ['profile', 'working'], topK: { profile: 1, working: 50 } }),
  ]);
  showProfile(profile?.summary);
  showTurns(
    working
      .filter(({ kind }) => kind === 'turn')
      .toSorted(newestFirst)
      .map(earlierTurn),
  );
  element('version').textContent = version;
}

async function renew(session: Session, status: StatusLoop): Promise<void> {
  await session.renew();
  showTurns([]);
  showNothingAsked();
  element('outcome').textContent = 'A new session. What was said before is still remembered.';
  element('user-text').focus();
  await status.refresh();
}

const newestFirst = (a: Hit, b: Hit): number => (b.occurredAt ?? '').localeCompare(a.occurredAt ?? '');

/** The runtime gives a turn as one text: this page's fields hold one line each. */
function earlierTurn({ text }: Hit): ShownTurn {
  const [userText = '', ...rest] = text.split('\n');
  return { userText, assistantText: rest.join('\n'), note: 'from memory, before this visit' };
}
