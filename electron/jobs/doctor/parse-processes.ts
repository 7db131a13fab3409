export interface ProcessHolder {
  readonly pid: number
  readonly since: string
  readonly args: string
}

/** `ps -o pid=,lstart=,args=`: the start is five words (`Mon Nov 24 10:00:00 2025`). */
const LINE = /^\s*(\d+) +(\w{3} \w{3} +\d+ [\d:]+ \d{4}) (.*)$/

/** A program that changes the system itself, whatever wraps it; asking for the status is no change. */
const CHANGES =
  /(?:^|[\s/])(?:bootc (?:.* )?(?:switch|upgrade|update|rollback|install)|ostree admin (?:deploy|undeploy|upgrade|switch))(?:\s|$)/

/** Processes that are changing the system by themselves. Their wrappers (sudo, sh, systemd-run) are left out. */
export function parseChangingProcesses(printed: string): readonly ProcessHolder[] {
  return printed.split('\n').flatMap(line => {
    const [, pid, since, args] = LINE.exec(line) ?? []
    if (pid === undefined || since === undefined || args === undefined || !CHANGES.test(args)) return []
    if (/^(?:sudo|(?:\S*\/)?(?:ba)?sh|(?:\S*\/)?systemd-run|env) /.test(args)) return []
    return [{ pid: Number(pid), since, args }]
  })
}
