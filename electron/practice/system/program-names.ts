import type { World } from './world.ts'

/** Every program a practice machine has; programs.ts maps each to its file in commands/. */
const programNames = [
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
  'flock',
  'grep',
  'head',
  'hostname',
  'id',
  'journalctl',
  'ln',
  'loginctl',
  'ls',
  'mkdir',
  'mktemp',
  'mv',
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
  'systemd-cat',
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
  'xargs',
] as const

export type ProgramName = (typeof programNames)[number]

/** The program a command’s first word means, by name or path; none that a machine without bootc does not have. */
export function programNamed({ state }: World, word: string): ProgramName | undefined {
  const name = word.replace(/^\/(?:usr\/)?s?bin\//, '')
  if (name === 'bootc' && state.backend !== 'bootc') return undefined
  return programNames.find(known => known === name)
}

export const isProgram = (world: World, word: string): boolean => programNamed(world, word) !== undefined
