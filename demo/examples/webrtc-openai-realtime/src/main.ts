import { createRuntime } from 'memoair-web';
import { openCall, type Call } from './call.ts';
import { shownOf } from './lines.ts';

const runtime = createRuntime({ workspaceId: 'webrtc', userId: 'ada', modelUrl: '/model/' });

const button = document.querySelector<HTMLButtonElement>('#call')!;
const status = document.querySelector('[role=status]')!;
const lines = document.querySelector('#lines')!;
const memory = document.querySelector('#memory')!;

let call: Call | null = null;

function show(event: unknown): void {
  const shown = shownOf(event);
  if (shown?.who === 'memory') memory.textContent = shown.text;
  else if (shown) lines.append(Object.assign(document.createElement('li'), { textContent: `${shown.who}: ${shown.text}` }));
}

async function toggle(): Promise<void> {
  if (call) await call.hangUp();
  else status.textContent = 'Calling…';
  call = call ? null : await openCall(runtime, show);
  status.textContent = call ? 'Speak.' : 'The call is over, and remembered.';
  button.textContent = call ? 'Hang up' : 'Call';
}

button.addEventListener('click', () => {
  button.disabled = true;
  toggle()
    .catch((error: unknown) => (status.textContent = (error as Error).message))
    .finally(() => (button.disabled = false));
});
