/** The same shape as plain data. Interfaces are not assignable to Json (they could be extended elsewhere); what a plan holds must be. */
export type Plain<T> = T extends string | number | boolean | null
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : { readonly [K in keyof T]: Plain<T[K]> };
