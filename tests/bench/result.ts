/** One thing that was measured. Ratios are Drydock divided by the rival, so smaller is better for times. */
export interface Result {
  readonly what: string
  readonly value: number
  readonly unit: 'ms' | 'lines/s' | 'MB' | 'kB'
  readonly rival?: { readonly what: string; readonly value: number }
  /** The value, or the ratio where there is a rival and the aim says so, has to stay below. */
  readonly aim?: { readonly below: number; readonly of: 'value' | 'ratio' }
  readonly note?: string
}

export const ratioOf = ({ value, rival }: Result): number | undefined => rival && value / rival.value

/** Whether the aim was reached; undefined where there is none. */
export function isReached(result: Result): boolean | undefined {
  const { aim, value } = result
  if (!aim) return undefined
  const measured = aim.of === 'ratio' ? ratioOf(result) : value
  return measured !== undefined && measured < aim.below
}

/** The middle one of some numbers, or the mean of the two in the middle. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]]
  if (low === undefined || high === undefined) throw new Error('there is no median of nothing')
  return (low + high) / 2
}
