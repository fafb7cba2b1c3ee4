/**
 * A type of the platform by the name of its class, as in `PlatformType<'CryptoKey'>`; `object` in a project without types for
 * it, such as one for Node that leaves the DOM's out.
 */
export type PlatformType<Name extends string> = typeof globalThis extends { readonly [N in Name]: { readonly prototype: infer Type } } ? Type : object;
