/** Started by `openElectronHost`: aliases the module `electron`, then runs the built main process as it is. */

import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { appPath } from './electron-app.ts'

const standIn = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
})

createRequire(import.meta.url)(join(appPath, 'dist', 'main', 'main.cjs'))
