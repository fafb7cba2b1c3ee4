import { askFirst } from '../dialog.ts';
import { el } from '../../view/dom.ts';
import { forgetMemory, forgetSession, forgetUser, type MemoryItem } from '../local-api.ts';

const FOR_GOOD = 'It goes from this device, its indexes and what waits to be sent, and the cloud is told to forget it too. Nobody can bring it back.';

/** Forgets a fact or a turn, once its person has agreed. How much went; null when they kept it. */
export async function forgetOne({ memoryId, kind, text }: MemoryItem): Promise<number | null> {
  const what = kind === 'fact' ? 'this fact' : 'this turn, and the facts that were taken from it';
  return forgets(
    `Forget ${kind === 'fact' ? 'this fact' : 'this turn'}?`,
    [quoted(text), el('p', {}, `You are about to forget ${what}. ${FOR_GOOD}`)],
    'Forget it',
    () => forgetMemory(memoryId),
  );
}

/** Forgets a session with all its turns and their facts. */
export async function forgetItsSession(sessionId: string): Promise<number | null> {
  const body = [el('p', {}, `Every turn of that conversation goes, with the facts that were taken from it and its brief. ${FOR_GOOD}`)];
  return forgets('Forget the whole session?', body, 'Forget the session', () => forgetSession(sessionId));
}

/** Forgets the person. Documents belong to the workspace, and stay. */
export async function forgetEverything(): Promise<number | null> {
  const sure = el('input', { type: 'checkbox', required: true });
  const body = [
    el('p', {}, 'Everything that was ever said here goes: facts, turns, sessions, profile. Documents belong to the workspace, and stay.'),
    el('p', {}, `${FOR_GOOD} Export it first if you may want it later.`),
    el('label', { class: 'dialog-check' }, sure, 'Yes, all of me'),
  ];
  return forgets('Forget everything?', body, 'Forget everything', forgetUser);
}

async function forgets(title: string, body: readonly Node[], confirm: string, forget: () => Promise<{ readonly forgotten: number }>): Promise<number | null> {
  if (!(await askFirst({ title, body, confirm, danger: true }))) return null;
  return (await forget()).forgotten;
}

const quoted = (text: string): HTMLElement => el('blockquote', { class: 'dialog-quote', dir: 'auto' }, text.length > 300 ? `${text.slice(0, 300)} …` : text);
