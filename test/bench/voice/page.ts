import { createRuntime, type Runtime } from '../../../src/index.ts';
import { openaiRealtime } from '../../../src/integrations/openai-realtime.ts';
import { attachMemory, type AttachedMemory, type TalkRuntime } from '../../../src/voice/memory/index.ts';
import { parseManifest, stampOf } from '../../../worker/embed/models.ts';
import { seed, USER, WORKSPACE } from '../runtime/seed.ts';
import type { Mode, SpokenTurn, TurnTime, VoiceBench } from './protocol.ts';
import { ScriptedLine } from './scripted-line.ts';
import { spokenTurns } from './spoken-turns.ts';

const MODEL_URL = new URL('/model/', location.href).href;
const TURNS = 1_000;
const ITEMS = 20_000;

let runtime: Runtime | undefined;
const lines = new Map<Mode, { readonly line: ScriptedLine; readonly attached: AttachedMemory }>();
const turns: SpokenTurn[] = spokenTurns(TURNS, ITEMS);

/** The same memory, deaf to what the user seems to be saying. */
const plain = (real: Runtime): TalkRuntime => ({
  identity: real.identity,
  startSession: (...call) => real.startSession(...call),
  searchMemory: (...call) => real.searchMemory(...call),
  afterTurn: (...call) => real.afterTurn(...call),
  endSession: (...call) => real.endSession(...call),
  hint: async () => ({ status: 'ok', ready: false }),
});

/** Until a recall goes by meaning: then the model is there. */
async function warm(real: Runtime): Promise<void> {
  const sessionId = 'warm';
  await real.startSession({ sessionId, workspaceId: WORKSPACE, userId: USER, mode: 'default', metadata: {} });
  for (;;) {
    const { trace } = await real.searchMemory({
      sessionId,
      query: turns.pop()!.transcript,
      intent: 'answer_current_user',
      timeoutMs: 250,
      includeSources: false,
    });
    if (!trace.degraded) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const bench: VoiceBench = {
  async seed(size) {
    const manifest = parseManifest(await (await fetch(`${MODEL_URL}manifest.json`)).json());
    await seed({ ...size, stamp: stampOf(manifest) });
  },

  async open(speed) {
    // one thread, as in every page that is not isolated
    runtime = createRuntime({ workspaceId: WORKSPACE, userId: USER, modelUrl: MODEL_URL, threads: 1 });
    await warm(runtime);
    for (const mode of ['speculative', 'plain'] as const) {
      const line = new ScriptedLine(speed);
      const memory = mode === 'plain' ? plain(runtime) : runtime;
      lines.set(mode, { line, attached: attachMemory(openaiRealtime(line), { runtime: memory, sessionId: `talk-${mode}` }) });
      line.begin();
    }
  },

  async talk(rounds) {
    const times: TurnTime[] = [];
    for (let round = 0; round < rounds; round++) {
      // whatever another turn leaves behind falls on both alike
      for (const mode of round % 2 === 0 ? (['speculative', 'plain'] as const) : (['plain', 'speculative'] as const)) {
        const turn = turns.shift()!;
        times.push({ mode, foretold: turn.partials.at(-1) === turn.transcript, injectedMs: await lines.get(mode)!.line.turn(turn) });
      }
    }
    return times;
  },

  async close() {
    for (const { attached } of lines.values()) await attached.end();
    await runtime?.close();
  },
};

window.voiceBench = bench;
