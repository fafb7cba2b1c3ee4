/** The text of a response; null as soon as it is longer than `limit` bytes, so that an endless one costs no more than that. */
export async function boundedText(response: Response, limit: number): Promise<string | null> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      size += value.byteLength;
      if (size > limit) return null;
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    // a cancel that fails or hangs must not hold the answer back
    reader.cancel().catch(() => undefined);
  }
}
