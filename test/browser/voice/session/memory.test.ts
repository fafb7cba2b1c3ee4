import { openaiWebRtc } from '../../../../src/voice/session/realtime/webrtc.ts';
import { memoryCases, type MemoryWorld } from '../../../integrations/voice-session/memory.cases.ts';
import { beforeModel, toldLast } from '../../../integrations/voice-session/realtime-world.ts';
import { PagePeer } from '../../../voice/session/page-peer.ts';

const overWebRtc = (beta: boolean) => async (): Promise<MemoryWorld> => {
  const peer = new PagePeer(beta);
  return {
    transport: openaiWebRtc({ exchange: peer.exchange, stream: null, audioElement: null, beta }),
    playback: null,
    plan: (...plans) => peer.plan(...plans),
    userSays: (text, heardMs) => peer.model.userSays(text, heardMs),
    before: () => peer.models.flatMap(({ frames }) => beforeModel(frames)),
    held: () => toldLast(peer.model.frames).held,
    tools: () => toldLast(peer.model.frames).tools,
    lose: () => peer.lose(),
    close: async () => peer.close(),
  };
};

memoryCases('WebRTC, with the names of today', overWebRtc(false));
memoryCases('WebRTC, with the names before', overWebRtc(true));
