// an optional peer: it need not be installed for this to compile
declare module '@huggingface/transformers' {
  const transformers: import('./transformers.ts').Transformers;
  export const env: typeof transformers.env;
  export const AutoModel: typeof transformers.AutoModel;
}
