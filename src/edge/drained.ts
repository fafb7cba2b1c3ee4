/** More than any call may hold. What sends more without asking loses its connection. */
const MOST_BYTES = 16_777_216;

/** The answer, once the rest of a call that was answered without it has come: left unread, it ends the connection, and the next call on it fails. */
export async function drained(request: Request, response: Response): Promise<Response> {
  if (request.body && !request.bodyUsed) await drain(request.body).catch(() => undefined);
  return response;
}

async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  for (let bytes = 0; bytes < MOST_BYTES;) {
    const { done, value } = await reader.read();
    if (done) return;
    bytes += value.byteLength;
  }
}
