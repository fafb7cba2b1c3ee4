import { Room } from 'livekit-client';
import { createRuntime } from 'memoair-web';
import { remember } from './remember.ts';

const runtime = createRuntime({ workspaceId: 'livekit', userId: 'ada', modelUrl: '/model/' });

const button = document.querySelector('button')!;
const status = document.querySelector('[role=status]')!;
const asked = document.querySelector('ol')!;

type Leave = () => Promise<void>;
let leave: Leave | null = null;

async function join(): Promise<Leave> {
  const { url, token } = await newToken();
  const room = new Room();
  const memory = remember(room, runtime, (query, contextText) =>
    asked.append(Object.assign(document.createElement('li'), { textContent: `${query} → ${contextText}` })),
  );
  // the agent's voice
  room.on('trackSubscribed', (track) => document.body.append(track.attach()));
  room.on('trackUnsubscribed', (track) => track.detach().forEach((element) => element.remove()));
  const leaveRoom = async (): Promise<void> => {
    await memory.end();
    await room.disconnect();
  };
  try {
    await room.connect(url, token);
    await room.localParticipant.setMicrophoneEnabled(true);
    return leaveRoom;
  } catch (error) {
    await leaveRoom();
    throw error;
  }
}

/** What the server answers: a room, and the right to be in it. */
async function newToken(): Promise<{ readonly url: string; readonly token: string }> {
  const response = await fetch('/token', { method: 'POST' });
  const body = (await response.json()) as { readonly url: string; readonly token: string; readonly message?: string };
  if (!response.ok) throw new Error(body.message);
  return body;
}

async function toggle(): Promise<void> {
  if (leave) await leave();
  else status.textContent = 'Joining…';
  leave = leave ? null : await join();
  status.textContent = leave ? 'Speak.' : 'The call is over, and remembered.';
  button.textContent = leave ? 'Leave' : 'Join';
}

button.addEventListener('click', () => {
  button.disabled = true;
  toggle()
    .catch((error: unknown) => (status.textContent = (error as Error).message))
    .finally(() => (button.disabled = false));
});
