import { voice } from '@livekit/agents';

/** What an answer waits for the page, in milliseconds. The page itself answers within 250. */
const WAIT_MS = 1_000;

/** An agent of a person whose page remembers: it is asked before each answer, and keeps each turn by itself. */
export class PageMemoryAgent extends voice.Agent {
  #room;
  #identity;

  constructor({ room, identity, ...options }) {
    super(options);
    this.#room = room;
    this.#identity = identity;
  }

  async onUserTurnCompleted(chatCtx, newMessage) {
    const told = await this.#ask(newMessage.textContent ?? '');
    if (told === '') return;
    // before what the user said, and for this answer alone: at the next turn it is asked again
    chatCtx.addMessage({ role: 'system', content: `What the user's memory says:\n${told}`, createdAt: newMessage.createdAt - 1 });
  }

  async #ask(query) {
    const call = { destinationIdentity: this.#identity, method: 'search_memory', payload: JSON.stringify({ query }), responseTimeout: WAIT_MS };
    // a page that is gone or slow costs the answer its memory, nothing else
    return this.#room.localParticipant.performRpc(call).catch(() => '');
  }
}
