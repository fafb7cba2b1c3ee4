import { pcm16Samples } from '../../../../src/voice/audio/pcm16.ts';
import { microphone } from '../../../../src/voice/session/media/microphone.ts';
import { openaiWebRtc } from '../../../../src/voice/session/realtime/webrtc.ts';
import { VoiceSession } from '../../../../src/voice/session/voice-session.ts';
import { memoryTransport } from '../memory-transport.ts';
import { PagePeer } from '../page-peer.ts';

/** What the test reads. */
export interface Talked {
  readonly states: readonly string[];
  readonly transcript: string;
  /** The loudest sample that the other end heard of the microphone, 0 to 1. */
  readonly heardByPeer: number;
  /** Of the answer, as chunks of samples. */
  readonly answerSamples: number;
  readonly answerPeak: number;
  /** Of what `listen` gave. */
  readonly userSamples: number;
  readonly userPeak: number;
  readonly tracksAfter: readonly string[];
}

const peakOf = (samples: ArrayLike<number>): number => Array.from(samples).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** Talks to a peer connection in this page, which hears the microphone and answers with a tone. */
async function overWebRtc(): Promise<Talked> {
  const context = new AudioContext();
  const voice = context.createMediaStreamDestination();
  const tone = new OscillatorNode(context, { frequency: 440 });
  tone.connect(voice);
  tone.start();
  const peer = new PagePeer(false, voice.stream);
  const asked: MediaStream[] = [];
  const { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    asked.push(stream);
    return stream;
  };
  const session = new VoiceSession({ transport: openaiWebRtc({ exchange: peer.exchange }) });
  const states: string[] = [];
  session.on('state_changed', (state) => states.push(state));
  await session.connect();

  const analyser = context.createAnalyser();
  await until(() => peer.heard.length > 0);
  context.createMediaStreamSource(peer.heard[0]!).connect(analyser);
  const piece = new Float32Array(analyser.fftSize);
  let heardByPeer = 0;
  await until(() => {
    analyser.getFloatTimeDomainData(piece);
    heardByPeer = Math.max(heardByPeer, peakOf(piece));
    return heardByPeer > 0.05;
  });

  // the user speaks, as the other end tells
  const listening = session.listen();
  peer.tell({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0 });
  await new Promise((resolve) => setTimeout(resolve, 600));
  peer.tell({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 600 });
  const user = await listening;
  peer.model.plans.push({ hold: true });
  peer.model.take({ type: 'response.create' });
  const answer = session.receive();
  await until(() => session.state === 'speaking');
  await new Promise((resolve) => setTimeout(resolve, 400));
  peer.model.release();
  const { data, transcript } = await answer;
  await session.disconnect();
  peer.close();
  const samples = pcm16Samples(data);
  const spoken = pcm16Samples(user);
  return {
    states,
    transcript,
    heardByPeer,
    answerSamples: samples.length,
    answerPeak: peakOf(samples),
    userSamples: spoken.length,
    userPeak: peakOf(spoken),
    tracksAfter: asked.flatMap((stream) => stream.getTracks()).map(({ readyState }) => readyState),
  };
}

/** The microphone as samples, at the rate of the session: the loudest, and how many a second. */
async function asSamples(): Promise<{ readonly peak: number; readonly perSecond: number }> {
  const transport = memoryTransport();
  const session = new VoiceSession({ transport, microphone: microphone() });
  session.configureTurnDetection({ silenceDuration: 200 });
  await session.connect();
  const since = performance.now();
  let peak = 0;
  let count = 0;
  await until(() => {
    for (const frame of transport.model().frames.splice(0)) {
      if (frame['type'] !== 'input_audio_buffer.append') continue;
      const samples = pcm16Samples(Uint8Array.from(atob(String(frame['audio'])), (char) => char.charCodeAt(0)));
      peak = Math.max(peak, peakOf(samples));
      count += samples.length;
    }
    return performance.now() - since > 1000 && peak > 1000;
  });
  const seconds = (performance.now() - since) / 1000;
  await session.disconnect();
  return { peak, perSecond: count / seconds };
}

Object.assign(globalThis, { overWebRtc, asSamples });
