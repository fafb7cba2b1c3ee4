/** Hears a stream: samples of -1 to 1, one channel. Gives the function that ends it. */
export async function captureStream(stream: MediaStream, context: AudioContext, onAudio: (samples: Float32Array) => void): Promise<() => void> {
  await loadWorklet(context);
  const source = context.createMediaStreamSource(stream);
  const node = new AudioWorkletNode(context, 'memoair-capture', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
  node.port.addEventListener('message', ({ data }: MessageEvent<Float32Array>) => onAudio(data));
  node.port.start();
  source.connect(node);
  return () => {
    source.disconnect();
    node.port.close();
  };
}

const loaded = new WeakMap<BaseAudioContext, Promise<void>>();

function loadWorklet(context: AudioContext): Promise<void> {
  let loading = loaded.get(context);
  if (!loading) {
    // inlined it would be a data: address, which a strict policy of the page forbids
    loading = context.audioWorklet.addModule(new URL('./capture-worklet.js?no-inline', import.meta.url));
    loaded.set(context, loading);
  }
  return loading;
}
