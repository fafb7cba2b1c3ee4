import { FarSide } from '../../integrations/openai-realtime/far-side.ts';
import type { Names } from '../../integrations/openai-realtime/scripted-channel.ts';
import { talkCases, type Wire } from '../../integrations/openai-realtime/talk.cases.ts';

/** All of its addresses are known. */
async function gathered(peer: RTCPeerConnection): Promise<void> {
  while (peer.iceGatheringState !== 'complete') await new Promise((resolve) => peer.addEventListener('icegatheringstatechange', resolve, { once: true }));
}

async function overWebRtc(names: Names): Promise<Wire> {
  const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
  const channel = near.createDataChannel('oai-events');
  const opened = new Promise((resolve) => channel.addEventListener('open', resolve));
  const accepted = new Promise<RTCDataChannel>((resolve) => far.addEventListener('datachannel', (event) => resolve(event.channel)));
  await near.setLocalDescription();
  await gathered(near);
  await far.setRemoteDescription(near.localDescription!);
  await far.setLocalDescription();
  await gathered(far);
  await near.setRemoteDescription(far.localDescription!);
  const other = await accepted;
  await opened;
  const side = new FarSide((text) => other.send(text), names);
  other.addEventListener('message', ({ data }) => side.takes(String(data)));
  return {
    channel,
    far: side,
    breaks: () => far.close(),
    close: async () => {
      near.close();
      far.close();
    },
  };
}

talkCases("a real connection's data channel", overWebRtc);
