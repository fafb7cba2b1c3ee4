import { openaiWebRtc } from '../../../../src/voice/session/realtime/webrtc.ts';
import { PagePeer } from '../../../voice/session/page-peer.ts';
import { transportCases, type TransportWorld } from '../../../voice/session/transport.cases.ts';

const overWebRtc = (beta: boolean) => async (): Promise<TransportWorld> => {
  const peer = new PagePeer(beta);
  return {
    transport: openaiWebRtc({ exchange: peer.exchange, stream: null, audioElement: null, beta }),
    plan: (...plans) => void peer.plans.push(...plans),
    release: () => peer.model.release(),
    lose: () => peer.lose(),
    truncated: () => peer.model.of('conversation.item.truncate'),
    tools: true,
    exactSound: false,
    soundByWord: false,
    close: async () => peer.close(),
  };
};

transportCases('WebRTC, with the names of today', overWebRtc(false));
transportCases('WebRTC, with the names before', overWebRtc(true));
