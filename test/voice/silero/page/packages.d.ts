// As much of it as is used; it is installed when the tests run.
declare module '@ricky0123/vad-web/dist/models/silero.js' {
  interface Vad {
    process(frame: Float32Array): Promise<{ readonly isSpeech: number }>;
    reset_state(): void;
  }
  export const Silero: { new: (ort: typeof import('onnxruntime-web/wasm'), fetchModel: () => Promise<ArrayBuffer>) => Promise<Vad> };
}
