import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { MemoAirVoiceClient } from 'memoair-web/node';

const user = { id: process.argv[2] ?? 'ada' };
const client = new MemoAirVoiceClient({
  projectId: 'node-bot',
  agentId: 'bot',
  // no cloud: everything stays in SQLite files in this folder
  cloudBaseUrl: '',
  storageRoot: process.env.BOT_MEMORY ?? fileURLToPath(new URL('memory', import.meta.url)),
});

/** Here your model answers: `contextText` is the part of its prompt that says what is known of the user. */
async function answer(userText, contextText) {
  if (!userText.endsWith('?')) return 'Noted.';
  return contextText === '' ? 'I know nothing about that yet.' : `What a model would be told:\n${contextText}`;
}

/** One turn: what is remembered, then the answer, then the turn is kept. */
async function turn(userText) {
  const { contextText } = await client.searchMemory(userText, { user });
  const assistantText = await answer(userText, contextText);
  await client.saveResponse({ user, userText, assistantText });
  return assistantText;
}

// opened beforehand, so that the first turn waits for nothing
const session = await client.session({ user });
await session.open();
const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: 'you> ' });
console.log(`I remember what ${user.id} says. Tell me something, or ask (“Where do I live?”). Ctrl-D ends it.`);
lines.prompt();
for await (const line of lines) {
  const userText = line.trim();
  if (userText !== '') console.log(`bot> ${await turn(userText).catch((error) => `I could not do that: ${error.message}`)}`);
  lines.prompt();
}
await client.aclose();
