/** Entry 2: the same app for a browser on this computer. Compiled sources are kept between runs (node:module). */

import { enableCompileCache } from 'node:module'

enableCompileCache()
const { runWebEntry } = await import('./web/run-web-entry.ts')
process.exitCode = await runWebEntry(process.argv.slice(2))
