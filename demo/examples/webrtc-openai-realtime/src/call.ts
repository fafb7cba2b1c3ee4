import type { Runtime } from 'memoair-web';
import { openaiRealtime } from 'memoair-web/integrations/openai-realtime';
import { attachMemory } from 'memoair-web/voice';

/** A call that is open. */
export interface Call {
  hangUp(): Promise<void>;
}

/** Calls the model; every event of the session is handed on. */
export async function openCall(runtime: Runtime, onEvent: (event: unknown) => void): Promise<Call> {
  const { token, callsUrl } = await newToken();
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  const connection = new RTCPeerConnection();
  const speaker = new Audio();
  speaker.autoplay = true;
  connection.addEventListener('track', ({ streams: [stream] }) => (speaker.srcObject = stream ?? null));
  for (const track of microphone.getAudioTracks()) connection.addTrack(track, microphone);
  const channel = connection.createDataChannel('oai-events');
  channel.addEventListener('message', ({ data }) => onEvent(JSON.parse(String(data))));
  // all that the memory needs; before the channel opens, so that the session is known from its first event
  const memory = attachMemory(openaiRealtime(channel), { runtime });
  const hangUp = async (): Promise<void> => {
    await memory.end();
    connection.close();
    for (const track of microphone.getTracks()) track.stop();
  };
  try {
    await connection.setLocalDescription();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/sdp' };
    const answer = await fetch(callsUrl, { method: 'POST', body: connection.localDescription?.sdp ?? '', headers });
    if (!answer.ok) throw new Error(`OpenAI refused the call with status ${answer.status}.`);
    await connection.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    return { hangUp };
  } catch (error) {
    await hangUp();
    throw error;
  }
}

/** What the server answers: a token that lives for a minute, and where to call. */
async function newToken(): Promise<{ readonly token: string; readonly callsUrl: string }> {
  const response = await fetch('/token', { method: 'POST' });
  const body = (await response.json()) as { readonly token: string; readonly callsUrl: string; readonly message?: string };
  if (!response.ok) throw new Error(body.message);
  return body;
}
