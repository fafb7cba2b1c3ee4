const [form, input, status, talk, memory] = ['form', 'input', '[role=status]', 'ol', 'pre'].map((selector) => document.querySelector(selector));

const user = new URL(location.href).searchParams.get('user') ?? 'ada';
const RECONNECT_MS = 1_000;
let socket;

/** What the agent sends: the events of `agents/voice`, and what it remembered. */
const shows = {
  memory: ({ contextText }) => (memory.textContent = contextText),
  transcript_end: ({ text }) => {
    add(`agent: ${text}`);
    status.textContent = 'Kept.';
  },
  error: ({ message }) => (status.textContent = message),
};

function add(text) {
  talk.append(Object.assign(document.createElement('li'), { textContent: text }));
}

function connect() {
  socket = new WebSocket(`/agents/assistant/${encodeURIComponent(user)}?user=${encodeURIComponent(user)}`);
  socket.addEventListener('open', () => (status.textContent = 'Ready.'));
  socket.addEventListener('close', () => {
    status.textContent = 'Connecting…';
    setTimeout(connect, RECONNECT_MS);
  });
  socket.addEventListener('message', ({ data }) => {
    // sound is binary; here the agent is written to
    if (typeof data !== 'string') return;
    const event = JSON.parse(data);
    shows[event.type]?.(event);
  });
}

connect();
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (socket.readyState !== WebSocket.OPEN) return;
  status.textContent = 'Asking…';
  add(`${user}: ${input.value}`);
  socket.send(JSON.stringify({ type: 'text_message', text: input.value.trim() }));
  form.reset();
});
