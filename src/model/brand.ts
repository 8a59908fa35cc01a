declare const brand: unique symbol

/** A string that carries its meaning in its type, so that a zone cannot be passed where a region is meant. */
export type Brand<Name extends string> = string & { readonly [brand]: Name }
