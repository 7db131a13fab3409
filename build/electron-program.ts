import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './repository.ts'

const names: Readonly<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

/**
 * Where Electron's program is on this computer, or undefined. Asking the module `electron` itself would download it,
 * so this reads what that module reads (electron/index.js): the variable, then `path.txt` beside `dist/`.
 */
export function findElectron(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const folder = join(repository, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : (names[platform] ?? 'electron')
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH || join(folder, 'dist')
  const program = join(dist, name)
  return existsSync(program) ? program : undefined
}
