import { microphone } from '../../../../src/voice/session/media/microphone.ts';
import { LocalTurns } from '../../../../src/voice/session/turns/local-turns.ts';
import { sileroSpeechModel } from '../../../../src/voice/session/turns/silero.ts';
import { VoiceSession } from '../../../../src/voice/session/voice-session.ts';
import { memoryTransport } from '../../session/memory-transport.ts';

/** A turn of the user; all in milliseconds of what the microphone gave. */
export interface FoundTurn {
  /** When it was found to begin, and to be over. */
  readonly started: number;
  readonly ended: number;
  /** How long the audio of it is that was kept. */
  readonly kept: number;
}

export interface Found {
  readonly turns: readonly FoundTurn[];
  /** Where there was sound at all, judged by how loud it is. */
  readonly sounds: readonly { readonly from: number; readonly to: number }[];
  readonly failed: readonly string[];
}

const SETTINGS = { threshold: 0.5, prefixPadding: 300, silenceDuration: 500 };
/** A pause that is longer than any within what is said. */
const PAUSE_MS = 700;
const FRAME_MS = 20;

const speechModel = (model: string): ReturnType<typeof sileroSpeechModel> =>
  sileroSpeechModel({
    silero: () => import('@ricky0123/vad-web/dist/models/silero.js'),
    ort: () => import('onnxruntime-web/wasm'),
    model: () => fetch(model).then((answer) => answer.arrayBuffer()),
  });

/** Listens to the microphone until so many turns were over. */
async function findTurns(modelUrl: string, count: number): Promise<Found> {
  const turns: FoundTurn[] = [];
  const failed: string[] = [];
  const loudness: number[] = [];
  const stop = new AbortController();
  const model = await speechModel(modelUrl);
  let local: LocalTurns | null = null;
  let heardMs = 0;
  let started = 0;
  let kept = 0;
  let rest: number[] = [];
  let done = Promise.resolve();
  let enough = (): void => undefined;
  const over = new Promise<void>((resolve) => (enough = resolve));
  const judge = async (samples: Int16Array, rate: number): Promise<void> => {
    local ??= new LocalTurns(model, rate, () => ({ ...SETTINGS, type: 'server_vad' }), {
      started: () => ([started, kept] = [heardMs, 0]),
      speech: ({ length }) => (kept += (length * 1000) / rate),
      ended: () => {
        turns.push({ started, ended: heardMs, kept });
        if (turns.length === count) enough();
      },
      failed: (reason) => failed.push(reason),
    });
    heardMs += (samples.length * 1000) / rate;
    local.push(samples);
    await local.settled();
    rest.push(...samples);
    const frame = (FRAME_MS * rate) / 1000;
    while (rest.length >= frame) {
      loudness.push(Math.sqrt(rest.slice(0, frame).reduce((sum, sample) => sum + sample * sample, 0) / frame));
      rest = rest.slice(frame);
    }
  };
  const end = await microphone().start((samples, rate) => {
    const copy = samples.slice();
    done = done.then(() => judge(copy, rate));
  }, stop.signal);
  await over;
  await end();
  await done;
  return { turns, sounds: soundsIn(loudness), failed };
}

function soundsIn(loudness: readonly number[]): { from: number; to: number }[] {
  const loud = Math.max(...loudness) / 20;
  const sounds: { from: number; to: number }[] = [];
  for (const [at, level] of loudness.entries()) {
    if (level < loud) continue;
    const [from, to] = [at * FRAME_MS, (at + 1) * FRAME_MS];
    const last = sounds.at(-1);
    if (last && from - last.to < PAUSE_MS) last.to = to;
    else sounds.push({ from, to });
  }
  return sounds;
}

/** A session that finds the turns itself: its events until it has answered so often. */
async function talk(modelUrl: string, answers: number): Promise<readonly string[]> {
  const session = new VoiceSession({ transport: memoryTransport(), microphone: microphone(), speechModel: await speechModel(modelUrl) });
  session.configureTurnDetection(SETTINGS);
  const told: string[] = [];
  for (const event of ['speech_started', 'speech_ended'] as const) session.on(event, () => told.push(event));
  await session.connect();
  for (let i = 0; i < answers; i++) told.push((await session.receive()).transcript);
  await session.disconnect();
  return told;
}

Object.assign(globalThis, { findTurns, talk });
