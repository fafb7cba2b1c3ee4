import { createRuntime, installLoopback } from 'memoair-web';
import { createVectorIndex, quantize } from 'memoair-web/kernel';

/** What an app does first with the installed package: it says a fact, and asks for it in other words until the model answers. */
export async function firstRecall(options = {}) {
  installLoopback(createRuntime({ workspaceId: 'ws_1', userId: 'ann', modelUrl: '/model/', ...options }));
  const call = async (path, body) => {
    const init = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await fetch(`http://127.0.0.1:7878${path}`, init)).json();
  };
  await call('/v1/runtime/session/start', { sessionId: 's', workspaceId: 'ws_1', userId: 'ann' });
  await call('/v1/runtime/turn/after', { sessionId: 's', turnId: 't1', userText: 'I live in Delhi.', assistantText: 'Noted.' });
  for (;;) {
    const { contextText, trace } = await call('/v1/runtime/search_memory', { sessionId: 's', query: 'in which city is my home' });
    const { model, incidents } = await call('/v1/local/stats');
    if (!trace.degraded || model.state === 'failed')
      return { nearest: nearest(), contextText, degraded: trace.degraded, model: model.state, reason: model.reason ?? null, incidents };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The same with vectors of its own: which of two axes a vector is near, and what found it. */
function nearest() {
  const index = createVectorIndex(2);
  [
    [1, 0],
    [0, 1],
  ].forEach((vector, slot) => index.set(slot, quantize(Float32Array.from(vector))));
  return { backend: index.backend, slot: index.nearest(Float32Array.from([0.6, 0.8]), 1)[0].slot };
}
