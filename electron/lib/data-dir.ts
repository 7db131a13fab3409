import { homedir } from 'node:os'
import { join } from 'node:path'

const roots: { readonly [platform: string]: (env: NodeJS.ProcessEnv, home: string) => string } = {
  darwin: (_env, home) => join(home, 'Library', 'Application Support', 'Drydock'),
  win32: (env, home) => join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Drydock'),
}

/**
 * Where Drydock keeps its machines, settings and job logs: one place for all three entries, so a job started in a
 * terminal is in the window's history. `DRYDOCK_DATA_DIR` comes first; on Linux the XDG base directory specification.
 */
export function defaultDataDir(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string = homedir()): string {
  if (env.DRYDOCK_DATA_DIR) return env.DRYDOCK_DATA_DIR
  const root = roots[platform]
  return root ? root(env, home) : join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'drydock')
}
