// Runs in an AudioWorkletGlobalScope: hands what is heard to the page, in pieces of 20 ms or more.
registerProcessor(
  'memoair-capture',
  class extends AudioWorkletProcessor {
    #piece = new Float32Array(Math.ceil(sampleRate / 50 / 128) * 128);
    #filled = 0;

    process([[channel]]) {
      if (!channel) return true;
      this.#piece.set(channel, this.#filled);
      this.#filled += channel.length;
      if (this.#filled === this.#piece.length) {
        this.port.postMessage(this.#piece);
        this.#filled = 0;
      }
      return true;
    }
  },
);
