/** What the doctor asks of a machine. Nothing of it changes anything. */

/** Every process with its start (ps(1)): who works on the system without a daemon shows only here. */
export const processesCommand: readonly string[] = [
  'env',
  'LC_ALL=C.UTF-8',
  'ps',
  '-e',
  '-w',
  '-o',
  'pid=,lstart=,args=',
]

/** How a unit is, and since when (systemctl(1)). */
export const unitCommand = (unit: string): readonly string[] => [
  ...['systemctl', 'show', '--property=LoadState,ActiveState,Result,InactiveExitTimestamp,Description'],
  unit,
]

export const DAEMON = 'rpm-ostreed.service'

export const restartDaemonCommand: readonly string[] = ['systemctl', 'restart', DAEMON]
