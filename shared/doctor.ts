/** What stands in the way of a change on a machine: who holds it, since when, and what can safely be done about it. */

/** One who is changing the system, or was. */
export interface Holder {
  readonly kind: 'transaction' | 'unit' | 'process' | 'daemon'
  /** What it does, in its own words: a command line, a unit's name. */
  readonly what: string
  /** Who that is, in a few words. */
  readonly who: string
  /** As the machine says it. */
  readonly since?: string
  /** Drydock's own job, when it is one of ours. */
  readonly jobId?: string
}

export type RepairId = 'wait' | 'cancel' | 'restart-daemon'

/** One thing that can be done. None is done before a person asks for it. */
export interface Repair {
  readonly id: RepairId
  readonly title: string
  /** What it does to whom, and what stays. */
  readonly consequence: string
  /** The exact commands, empty for waiting. */
  readonly commands: readonly string[]
  readonly isAdvised: boolean
}

export interface Diagnosis {
  readonly machineId: string
  readonly machineName: string
  /** Milliseconds since 1970. */
  readonly askedAt: number
  /** One sentence: what is the matter, or that nothing is. */
  readonly summary: string
  readonly holders: readonly Holder[]
  readonly repairs: readonly Repair[]
  /** What was asked of the machine; none of it changes anything. */
  readonly commands: readonly string[]
}
