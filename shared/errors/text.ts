/** Whether trying the same thing again can help: at once, only after something was changed, or never. */
export type Retry = 'may-help' | 'after-a-change' | 'never'

/** The three sentences of one code, made from its facts. */
export interface ErrorText<Facts> {
  readonly happened: (facts: Facts) => string
  readonly means: string | ((facts: Facts) => string)
  readonly next: string | ((facts: Facts) => string)
  readonly retry: Retry
}

/** The sentences of every code of a family. */
export type TextsOf<Facts> = { readonly [Code in keyof Facts]: ErrorText<Facts[Code]> }

export const UNCHANGED = 'The machine is unchanged.'
