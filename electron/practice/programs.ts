import { bootc } from './commands/bootc.ts'
import { cat } from './commands/cat.ts'
import { chmod } from './commands/chmod.ts'
import { date } from './commands/date.ts'
import { df } from './commands/df.ts'
import { du } from './commands/du.ts'
import { echo } from './commands/echo.ts'
import { env } from './commands/env.ts'
import { find } from './commands/find.ts'
import { flock } from './commands/flock.ts'
import { grep } from './commands/grep.ts'
import { head, tail } from './commands/head-and-tail.ts'
import { hostname, id, uname, whoami } from './commands/identity.ts'
import { journalctl } from './commands/journalctl.ts'
import { ln, mv } from './commands/links.ts'
import { loginctl, who } from './commands/logins.ts'
import { ls } from './commands/ls.ts'
import { mkdir, mktemp } from './commands/make-directories.ts'
import { ostree } from './commands/ostree.ts'
import { podman } from './commands/podman.ts'
import { printf } from './commands/printf.ts'
import { ps } from './commands/ps.ts'
import { rm, rmdir } from './commands/remove.ts'
import { rpmOstree } from './commands/rpm-ostree.ts'
import { sh } from './commands/sh.ts'
import { sha256sum } from './commands/sha256sum.ts'
import { skopeo } from './commands/skopeo.ts'
import { sleep } from './commands/sleep.ts'
import { stat } from './commands/stat.ts'
import { sudo } from './commands/sudo.ts'
import { systemctl } from './commands/systemctl.ts'
import { systemdCat } from './commands/systemd-cat.ts'
import { systemdInhibit } from './commands/systemd-inhibit.ts'
import { systemdRun } from './commands/systemd-run.ts'
import { tee } from './commands/tee.ts'
import { bracket, test } from './commands/test.ts'
import { timeout } from './commands/timeout.ts'
import { touch } from './commands/touch.ts'
import { wc } from './commands/wc.ts'
import { xargs } from './commands/xargs.ts'
import { err, fail, type Process, type Program, UnsupportedUse, WriteFailed } from './system/process.ts'
import { type ProgramName, programNamed } from './system/program-names.ts'

const programs: Readonly<Record<ProgramName, Program>> = {
  '[': bracket,
  bash: sh,
  bootc,
  cat,
  chmod,
  date,
  df,
  du,
  echo,
  env,
  false: () => 1,
  find,
  flock,
  grep,
  head,
  hostname,
  id,
  journalctl,
  ln,
  loginctl,
  ls,
  mkdir,
  mktemp,
  mv,
  ostree,
  podman,
  printf,
  ps,
  rm,
  rmdir,
  'rpm-ostree': rpmOstree,
  sh,
  sha256sum,
  skopeo,
  sleep,
  stat,
  sudo,
  systemctl,
  'systemd-cat': systemdCat,
  'systemd-inhibit': systemdInhibit,
  'systemd-run': systemdRun,
  tail,
  tee,
  test,
  timeout,
  touch,
  true: () => 0,
  uname,
  wc,
  who,
  whoami,
  xargs,
}

/** Runs the program an argument vector names and gives its exit code: 127 when there is none. */
export async function spawn(process: Process): Promise<number> {
  const [name = ''] = process.argv
  const known = programNamed(process.world, name)
  if (!known) {
    const reason = name.includes('/') ? 'No such file or directory' : 'command not found'
    await err(process, `sh: line 1: ${name}: ${reason}\n`)
    return 127
  }
  try {
    return await programs[known](process)
  } catch (thrown) {
    if (thrown instanceof WriteFailed) return fail(process, 1, `${known}: write error: ${thrown.message}`)
    if (!(thrown instanceof UnsupportedUse)) throw thrown
    await err(process, `${known}: practice machine: ${thrown.message}\n`)
    return 2
  }
}
