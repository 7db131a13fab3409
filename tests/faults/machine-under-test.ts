/** A machine that a job runs on while something goes wrong: the practice machine, or any other that can do these. */

export interface Truth {
  /** Digest of what runs. */
  readonly booted: string | undefined
  /** Digests of everything that is staged. */
  readonly staged: readonly (string | undefined)[]
  /** Units and directories of Drydock. */
  readonly left: readonly string[]
  /** What Drydock's units have said on their standard streams, in the order of the journal, as far as that goes back. */
  readonly said: readonly string[]
}

export interface SshAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly keyPath: string
}

export interface MachineUnderTest {
  readonly address: SshAddress
  /** The image a job is to bring, and how. */
  readonly image: string
  readonly via: 'export' | undefined
  /** An image of this computer, for a job that has to send one. */
  readonly upload?: string
  /** How long a minute of its life is here. */
  readonly minuteMs: number
  cutConnections(): Promise<void>
  /** The server is ended and started again, with every session. */
  killSshd(): Promise<void>
  /** Nothing gets through for so long; no connection is closed. */
  pauseNetwork(forMs: number): Promise<void>
  /** The reset button. */
  reset(): Promise<void>
  /** Kills what Drydock's units run; false where none runs. */
  killUnits(): Promise<boolean>
  fillVarTmp(): Promise<void>
  rotateJournal(): Promise<void>
  jumpClock(byMs: number): Promise<void>
  /** Asked behind Drydock's back. */
  truth(): Promise<Truth>
  close(): Promise<void>
}
