import type { JsonObject } from '../../../client/json.ts';
import { floatToPcm16, pcm16ToFloat } from '../../audio/pcm16.ts';
import { PlaybackQueue } from '../../audio/playback-queue.ts';
import { badOption, VoiceSessionError } from '../errors.ts';
import { captureStream } from '../media/capture-stream.ts';
import { openMicrophone } from '../media/microphone.ts';
import { PcmRate } from '../pcm-rate.ts';
import type { TransportConfig, VoiceTransport } from '../transport.ts';
import { secretOf, type RealtimeCredential } from './credential.ts';
import { REALTIME_RATE, realtimeTransport } from './realtime-transport.ts';
import type { Wire, WireListener } from './wire.ts';

/** Gives the other side's description for this side's. */
export type ExchangeDescription = (offer: string, config: TransportConfig, signal: AbortSignal) => Promise<string>;

/** Options of {@link openaiWebRtc}. */
export interface OpenaiWebRtcOptions extends RealtimeCredential {
  /** Through a server of your own, which then needs no token here. Default: OpenAI's endpoint. */
  readonly exchange?: ExchangeDescription | undefined;
  /** Names of events and of settings as before general availability. Default false. */
  readonly beta?: boolean | undefined;
  /** What the user is heard by: a stream, which is left as it is; `null`: what `sendAudio` is given. Default: the page's microphone. */
  readonly stream?: MediaStream | null | undefined;
  /** Plays the answers. Default: one of its own. `null`: nothing does, chunks are given all the same. */
  readonly audioElement?: HTMLAudioElement | null | undefined;
  /** Of the connection: `iceServers` and the like. */
  readonly rtc?: RTCConfiguration | undefined;
}

/**
 * OpenAI Realtime over WebRTC, for pages: the microphone is a track, answers are played as they come, and the other side knows
 * what was heard. Chunks of `streamReceive` come as they are heard; `listen` gives what the microphone heard.
 *
 * @example
 * ```ts
 * const session = new VoiceSession({ model: 'gpt-realtime', transport: openaiWebRtc({ getToken: () => fetch('/voice-token').then((r) => r.text()) }) });
 * ```
 */
export function openaiWebRtc(options: OpenaiWebRtcOptions = {}): VoiceTransport {
  const { beta = false } = options;
  return realtimeTransport('openai-webrtc', beta ? 'beta' : 'ga', async (config, listener, signal) => {
    if (!('RTCPeerConnection' in globalThis)) {
      throw new VoiceSessionError('voice_session.not_possible_here', 'WebRTC needs a page, in a browser that has it. Elsewhere use openaiWebSocket.');
    }
    const call = new Call(options, listener);
    try {
      await call.open(config, signal);
      return call;
    } catch (thrown) {
      await call.close();
      throw thrown;
    }
  });
}

/** One peer connection, and the sound that goes through it. */
class Call implements Wire {
  readonly sound: { say: ((samples: Int16Array) => void) | null } = { say: null };
  readonly #options: OpenaiWebRtcOptions;
  readonly #listener: WireListener;
  readonly #peer: RTCPeerConnection;
  readonly #channel: RTCDataChannel;
  readonly #context: AudioContext = new AudioContext({ sampleRate: REALTIME_RATE });
  readonly #undo: (() => void)[] = [];
  #closed = false;

  constructor(options: OpenaiWebRtcOptions, listener: WireListener) {
    this.#options = options;
    this.#listener = listener;
    this.#peer = new RTCPeerConnection(options.rtc);
    this.#channel = this.#peer.createDataChannel('oai-events');
  }

  async open(config: TransportConfig, signal: AbortSignal): Promise<void> {
    // without a click the page may not sound yet: that must hold up nothing
    this.#context.resume().catch(() => undefined);
    await this.#speak();
    this.#peer.addEventListener('track', ({ track, streams: [stream] }) => void this.#hear(stream ?? new MediaStream([track])));
    const opened = this.#opened(signal);
    await this.#peer.setLocalDescription(await this.#peer.createOffer());
    const exchange = this.#options.exchange ?? exchangeWithOpenai(this.#options);
    const sdp = await exchange(this.#peer.localDescription!.sdp, config, signal);
    signal.throwIfAborted();
    await this.#peer.setRemoteDescription({ type: 'answer', sdp });
    await opened;
  }

  send(event: JsonObject): void {
    this.#channel.send(JSON.stringify(event));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const undo of this.#undo.splice(0)) undo();
    this.#channel.close();
    this.#peer.close();
    await this.#context.close();
  }

  /** The user's track: the microphone's, or one of what is said here. */
  async #speak(): Promise<void> {
    const { stream } = this.#options;
    if (stream === null) {
      const destination = this.#context.createMediaStreamDestination();
      const queue = new PlaybackQueue(contextTo(this.#context, destination), { sampleRate: REALTIME_RATE });
      this.sound.say = (samples) => queue.add('', pcm16ToFloat(samples));
      this.#send(destination.stream);
      return;
    }
    const heard = stream ?? (await openMicrophone());
    if (!stream) this.#undo.push(() => heard.getTracks().forEach((track) => track.stop()));
    this.#send(heard);
    await this.#capture(heard, (samples) => this.#listener.userAudio(samples));
  }

  #send(stream: MediaStream): void {
    for (const track of stream.getAudioTracks()) this.#peer.addTrack(track, stream);
  }

  async #hear(stream: MediaStream): Promise<void> {
    const { audioElement } = this.#options;
    // Chromium gives a remote stream no sound in Web Audio unless an element has it too
    const element = audioElement ?? new Audio();
    element.srcObject = stream;
    element.muted = audioElement === null;
    this.#undo.push(() => (element.srcObject = null));
    void element.play().catch(() => this.#listener.unreadable('the page may not play yet: connect upon a click'));
    await this.#capture(stream, (samples) => this.#listener.answerAudio(samples));
  }

  /** Without it the talk goes on, and nothing but its samples is missing. */
  async #capture(stream: MediaStream, take: (samples: Int16Array) => void): Promise<void> {
    const rate = new PcmRate(this.#context.sampleRate, REALTIME_RATE);
    try {
      this.#undo.push(await captureStream(stream, this.#context, (samples) => this.#closed || take(rate.push(floatToPcm16(samples)))));
    } catch {
      if (!this.#closed) this.#listener.unreadable('the worklet that gives samples was not loaded');
    }
  }

  #opened(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      let open = false;
      const lose = (): void => {
        if (open) this.#listener.lost(new Error(`the peer connection is ${this.#peer.connectionState}`));
        else reject(new VoiceSessionError('voice_session.refused', 'The call was not established. Check the exchange of descriptions and the network.'));
      };
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      this.#channel.addEventListener('message', ({ data }) => this.#take(data));
      this.#channel.addEventListener('open', () => {
        open = true;
        resolve();
      });
      this.#channel.addEventListener('close', lose);
      this.#peer.addEventListener('connectionstatechange', () => this.#peer.connectionState === 'failed' && lose());
    });
  }

  #take(data: unknown): void {
    let value: unknown;
    try {
      value = JSON.parse(String(data));
    } catch {
      return this.#listener.unreadable('no JSON');
    }
    this.#listener.message(value);
  }
}

/** A context as a queue needs it, whose sound goes elsewhere than to the speaker. */
function contextTo(context: AudioContext, destination: AudioNode): ConstructorParameters<typeof PlaybackQueue<AudioBuffer, AudioNode>>[0] {
  return {
    get currentTime() {
      return context.currentTime;
    },
    destination,
    createBuffer: (channels, length, rate) => context.createBuffer(channels, length, rate),
    createBufferSource: () => context.createBufferSource(),
  };
}

/** @throws VoiceSessionError voice_session.refused or what the credential throws */
function exchangeWithOpenai(options: OpenaiWebRtcOptions): ExchangeDescription {
  return async (offer, { model }, signal) => {
    const secret = await secretOf(options);
    if (secret === null) throw badOption('exchange', 'given where a proxy adds the credential');
    // today the token says which model
    const url = `https://api.openai.com/v1/realtime${options.beta ? `?model=${encodeURIComponent(model)}` : '/calls'}`;
    const answer = await fetch(url, { method: 'POST', body: offer, signal, headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${secret}` } });
    if (answer.ok) return answer.text();
    throw new VoiceSessionError('voice_session.refused', `OpenAI refused the call with status ${answer.status}. Check token, model and rights.`);
  };
}
