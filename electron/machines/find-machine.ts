import { AppError } from '../../shared/errors.ts'
import type { MachineRecord } from './machine-record.ts'

const PODMAN_DEFAULT = 'podman-machine-default'

/**
 * The machine with this id, or else with this name. Throws `machine/not-found` with the known names, and
 * `machine/ambiguous` with the ids to choose from.
 */
export function findMachine(records: readonly MachineRecord[], idOrName: string): MachineRecord {
  const byId = records.find(record => record.id === idOrName)
  if (byId) return byId
  const named = records.filter(record => record.name === idOrName)
  const [only, ...others] = named
  if (!only) {
    const known = records.map(record => record.name).join(', ')
    throw new AppError('machine/not-found', { name: idOrName, known })
  }
  if (others.length === 0) return only
  throw new AppError('machine/ambiguous', { name: idOrName, matches: named.map(record => record.id).join(', ') })
}

/**
 * The machine meant when none is named: the one the default connection points to, else `podman-machine-default`, which
 * is what `podman machine` itself takes (podman-machine-os-apply(1)). Throws `machine/none` where there is neither.
 */
export function findDefaultMachine(records: readonly MachineRecord[]): MachineRecord {
  const podman = records.filter(record => record.kind === 'podman')
  const found = podman.find(record => record.isDefault) ?? podman.find(record => record.name === PODMAN_DEFAULT)
  if (found) return found
  throw new AppError('machine/none', {})
}
