import type { RunningTransaction } from './backend.ts'
import { defined } from './defined.ts'

/**
 * Who rpm-ostree's daemon works for, from `rpm-ostree status` for people: its JSON tells only the kind of change
 * (tests/reference/rpm-ostree/status-text-busy.derived.txt).
 */
export function parseRpmOstreeTransaction(stdout: string): RunningTransaction | undefined {
  const title = /^Transaction: (.*?) *$/m.exec(stdout)?.[1]
  if (title === undefined) return undefined
  const initiator = /^ +Initiator: client\((.*)\)$/m.exec(stdout)?.[1] ?? ''
  return defined({
    title,
    client: /(?:^| )id:(\S+)/.exec(initiator)?.[1],
    unit: /(?:^| )unit:(\S+)/.exec(initiator)?.[1],
  })
}
