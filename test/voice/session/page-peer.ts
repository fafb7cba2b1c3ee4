import type { JsonObject } from '../../../src/client/json.ts';
import { ScriptedModel, type Plan } from './scripted-model.ts';

interface Call {
  readonly peer: RTCPeerConnection;
  readonly heard: MediaStream[];
  model: ScriptedModel | null;
  channel: RTCDataChannel | null;
}

/** The other end of a call, in the same page: a peer connection with a {@link ScriptedModel} behind its channel. */
export class PagePeer {
  readonly plans: Plan[] = [];
  readonly #calls: Call[] = [];
  readonly #beta: boolean;
  /** What it speaks with. */
  readonly #voice: MediaStream | null;

  constructor(beta: boolean, voice: MediaStream | null = null) {
    this.#beta = beta;
    this.#voice = voice;
  }

  get model(): ScriptedModel {
    return this.#call().model!;
  }

  /** Of all calls. */
  get models(): readonly ScriptedModel[] {
    return this.#calls.flatMap(({ model }) => model ?? []);
  }

  /** Of the next call, or of the one that is open. */
  plan(...plans: readonly Plan[]): void {
    const call = this.#calls.at(-1);
    (call?.channel?.readyState === 'open' ? call.model! : this).plans.push(...plans);
  }

  /** Of the call that is open: what is heard of the other end. */
  get heard(): readonly MediaStream[] {
    return this.#call().heard;
  }

  /** Sends what the model would not. */
  tell(event: JsonObject): void {
    this.#call().channel!.send(JSON.stringify(event));
  }

  lose(): void {
    this.#call().channel!.close();
  }

  readonly exchange = async (offer: string): Promise<string> => {
    const peer = new RTCPeerConnection();
    const call: Call = { peer, heard: [], model: null, channel: null };
    this.#calls.push(call);
    peer.addEventListener('track', ({ streams }) => call.heard.push(...streams));
    peer.addEventListener('datachannel', ({ channel }) => {
      const model = new ScriptedModel((event) => channel.readyState === 'open' && channel.send(JSON.stringify(event)), {
        beta: this.#beta,
        track: true,
        before: this.#calls.length - 1,
      });
      model.plans.push(...this.plans.splice(0));
      call.model = model;
      call.channel = channel;
      channel.addEventListener('message', ({ data }) => model.take(JSON.parse(String(data)) as JsonObject));
      model.begin();
    });
    for (const track of this.#voice?.getAudioTracks() ?? []) peer.addTrack(track, this.#voice!);
    await peer.setRemoteDescription({ type: 'offer', sdp: offer });
    await peer.setLocalDescription(await peer.createAnswer());
    while (peer.iceGatheringState !== 'complete') await new Promise((resolve) => peer.addEventListener('icegatheringstatechange', resolve, { once: true }));
    return peer.localDescription!.sdp;
  };

  close(): void {
    for (const { peer } of this.#calls) peer.close();
  }

  #call(): Call {
    const call = this.#calls.at(-1);
    if (!call) throw new Error('nobody called');
    return call;
  }
}
