/** Who keeps a machine from restarting. */

/** Everybody may ask (systemd-inhibit(1)). */
export const inhibitorsCommand: readonly string[] = ['env', 'LC_ALL=C.UTF-8', 'systemd-inhibit', '--list', '--no-pager']

/** The first program in the list of `systemd-inhibit --list` that blocks a shutdown; its columns begin where their titles do. */
export function parseBlockHolder(list: string): string | undefined {
  const [header = '', ...rows] = list.split('\n')
  const column = (row: string, title: string, next?: string): string =>
    row.slice(header.indexOf(title), next === undefined ? undefined : header.indexOf(next)).trim()
  const held = rows.find(row => column(row, 'MODE') === 'block' && column(row, 'WHAT', 'WHY').includes('shutdown'))
  return held && column(held, 'WHO', 'UID')
}
