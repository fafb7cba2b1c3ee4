import type { Encoder } from '../encoder.ts';

/** Aborts when the graphics device is lost: driver reset, processor unplugged, memory gone. */
export function lossOf(device: unknown): AbortSignal {
  const lost = new AbortController();
  const { lost: told } = (device ?? {}) as { readonly lost?: Promise<{ readonly message?: string }> };
  void told?.then(({ message }) => lost.abort(new Error(`The graphics device was lost${message ? ` (${message})` : ''}.`)));
  return lost.signal;
}

/** The encoder, whose calls reject once the device is lost: those under way might never settle. */
export function unlessLost(encoder: Encoder, lost: AbortSignal): Encoder {
  return {
    backend: encoder.backend,
    dispose: () => encoder.dispose(),
    async encode(batch) {
      lost.throwIfAborted();
      return new Promise((resolve, reject) => {
        const gone = (): void => reject(lost.reason);
        lost.addEventListener('abort', gone, { once: true });
        encoder
          .encode(batch)
          .then(resolve, reject)
          .finally(() => lost.removeEventListener('abort', gone));
      });
    },
  };
}
