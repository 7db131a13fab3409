import type { UpdateAgent } from '../../shared/machine.ts'

const property = (block: string, name: string): string =>
  block
    .split('\n')
    .find(line => line.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .trim() ?? ''

/** The active ones of `systemctl show -p Id,ActiveState,ActiveEnterTimestamp UNIT…` (blocks with an empty line between). */
export function parseUpdateAgents(printed: string): readonly UpdateAgent[] {
  return printed.split(/\n\s*\n/).flatMap(block => {
    const unit = property(block, 'Id')
    if (unit === '' || !/^(active|activating|reloading)$/.test(property(block, 'ActiveState'))) return []
    const since = property(block, 'ActiveEnterTimestamp')
    return [since === '' ? { unit } : { unit, since }]
  })
}
