import { fileURLToPath } from 'node:url';
import * as agents from '@livekit/agents';
import { ParticipantKind } from '@livekit/rtc-node';
import { memoAirLiveKit } from 'memoair-web/integrations/livekit-agent';
import { MemoAirVoiceClient } from 'memoair-web/node';
import { PageMemoryAgent } from './page-memory-agent.js';

const INSTRUCTIONS = 'You are on the telephone with somebody whom you have spoken to before. Answer in a sentence or two.';

const { MemoAirLiveKitAgent } = memoAirLiveKit(agents);

/** Of those who call by telephone: they have no page, so their memory is here, in SQLite files. */
const telephoneAgent = (identity) =>
  new MemoAirLiveKitAgent({
    client: new MemoAirVoiceClient({
      projectId: 'livekit',
      agentId: 'agent',
      cloudBaseUrl: '',
      storageRoot: fileURLToPath(new URL('memory', import.meta.url)),
    }),
    userId: identity,
    instructions: INSTRUCTIONS,
  });

// a default export, because each call is a process that imports this file
export default agents.defineAgent({
  entry: async (ctx) => {
    await ctx.connect();
    const person = await ctx.waitForParticipant();
    const session = new agents.voice.AgentSession({ stt: 'deepgram/nova-3', llm: 'openai/gpt-4.1-mini', tts: 'cartesia/sonic-3' });
    const agent =
      person.kind === ParticipantKind.SIP
        ? telephoneAgent(person.identity)
        : new PageMemoryAgent({ room: ctx.room, identity: person.identity, instructions: INSTRUCTIONS });
    await session.start({ agent, room: ctx.room });
  },
});

const path = fileURLToPath(import.meta.url);
if (process.argv[1] === path) agents.cli.runApp(new agents.ServerOptions({ agent: path }));
