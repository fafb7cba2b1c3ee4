import type { JsonObject } from '../../../src/client/json.ts';
import { ScriptedModel, type Plan } from './scripted-model.ts';

/** The other end of a call, in the same page: a peer connection with a {@link ScriptedModel} behind its channel. */
export class PagePeer {
  readonly plans: Plan[] = [];
  readonly calls: { readonly peer: RTCPeerConnection; readonly heard: MediaStream[]; model: ScriptedModel | null; channel: RTCDataChannel | null }[] = [];
  readonly #beta: boolean;
  /** What it speaks with. */
  readonly #voice: MediaStream | null;

  constructor(beta: boolean, voice: MediaStream | null = null) {
    this.#beta = beta;
    this.#voice = voice;
  }

  get model(): ScriptedModel {
    return this.calls.at(-1)!.model!;
  }

  readonly exchange = async (offer: string): Promise<string> => {
    const peer = new RTCPeerConnection();
    const call: (typeof this.calls)[number] = { peer, heard: [], model: null, channel: null };
    this.calls.push(call);
    peer.addEventListener('track', ({ streams }) => call.heard.push(...streams));
    peer.addEventListener('datachannel', ({ channel }) => {
      const model = new ScriptedModel((event) => channel.readyState === 'open' && channel.send(JSON.stringify(event)), this.#beta, true);
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
    for (const { peer } of this.calls) peer.close();
  }
}
