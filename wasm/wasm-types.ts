/**
 * Types of WebAssembly that a project for Node has no names for where it leaves the DOM's library out: they are `object` there.
 *
 * @module
 */

/** A `WebAssembly.Memory`. */
export type WasmMemory = typeof globalThis extends { readonly WebAssembly: { readonly Memory: { readonly prototype: infer Memory } } } ? Memory : object;
/** A `WebAssembly.Module`. */
export type WasmModule = typeof globalThis extends { readonly WebAssembly: { readonly Module: { readonly prototype: infer Module } } } ? Module : object;
