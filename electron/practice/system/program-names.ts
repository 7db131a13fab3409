import type { World } from './world.ts'

/** Every program a practice machine has; programs.ts maps each to its file in commands/. */
export const programNames = [
  '[',
  'bash',
  'bootc',
  'cat',
  'chmod',
  'date',
  'df',
  'du',
  'echo',
  'env',
  'false',
  'find',
  'grep',
  'head',
  'hostname',
  'id',
  'journalctl',
  'loginctl',
  'ls',
  'mkdir',
  'mktemp',
  'ostree',
  'podman',
  'printf',
  'ps',
  'rm',
  'rmdir',
  'rpm-ostree',
  'sh',
  'sha256sum',
  'skopeo',
  'sleep',
  'stat',
  'sudo',
  'systemctl',
  'systemd-inhibit',
  'systemd-run',
  'tail',
  'tee',
  'test',
  'timeout',
  'touch',
  'true',
  'uname',
  'wc',
  'who',
  'whoami',
] as const

export type ProgramName = (typeof programNames)[number]

/** Whether a program of that name is installed: a machine that is not run by bootc has none. */
export function isProgram({ state }: World, name: string): name is ProgramName {
  if (name === 'bootc' && state.backend !== 'bootc') return false
  return programNames.some(known => known === name)
}
