/**
 * Entry 2: the same app for a browser on this computer. `npm start` runs it bundled as CommonJS, which knows no `await`
 * outside of functions.
 */

import { enableCompileCache } from 'node:module'

enableCompileCache()
void import('./web/run-web-entry.ts').then(async ({ runWebEntry }) => {
  process.exitCode = await runWebEntry(process.argv.slice(2))
})
