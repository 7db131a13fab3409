import { out, type Program } from '../system/process.ts'
import { alignColumns } from './columns.ts'

/** ps(1): the few processes a practice machine has, in one form whatever is asked. */
export const ps: Program = async process => {
  const { transaction, units } = process.world
  const running = [...units.values()].filter(unit => unit.exit === undefined && unit.name.endsWith('.service'))
  const rows = [
    ['1', '?', '00:00:02', 'systemd'],
    ['861', '?', '00:00:00', 'NetworkManager'],
    ['902', '?', '00:00:00', 'sshd'],
    ...(transaction ? [['1742', '?', '00:00:04', 'rpm-ostree']] : []),
    ...running.map((unit, at) => [String(3000 + at), '?', '00:00:00', unit.name]),
  ]
  await out(process, alignColumns([['PID', 'TTY', 'TIME', 'CMD'], ...rows], [0]))
  return 0
}
