/** As Workers import it: compiled when the code is uploaded, because nothing may be compiled later. */
declare module '*.wasm' {
  const compiled: WebAssembly.Module;
  export default compiled;
}
