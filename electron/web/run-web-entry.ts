/**
 * The same app for a browser on this computer. Only 127.0.0.1; only our own page; only who was given a token.
 * Standard output is one line with the address, so that scripts can read it; everything else goes to standard error.
 */

import { fileURLToPath } from 'node:url'
import { isAppError } from '../../shared/errors.ts'
import { openApp } from '../app.ts'
import { whatGoesOn } from '../entry/goes-on.ts'
import { ownVersion } from '../entry/own-version.ts'
import { practiceSpeed } from '../entry/practice-speed.ts'
import { defaultDataDir } from '../lib/data-dir.ts'
import { hasDisplay, openBrowser } from './open-browser.ts'
import { askedToEnd, onEnter, sayAddress } from './terminal.ts'
import { parseWebOptions, type WebOptions, webUsage } from './web-options.ts'
import { openWebServer } from './web-server.ts'

const pageDir = fileURLToPath(new URL('../../dist/renderer', import.meta.url))

async function openEverything(options: WebOptions) {
  const speed = practiceSpeed(process.env)
  const app = await openApp({
    dataDir: options.dataDir ?? defaultDataDir(process.env, process.platform),
    entry: 'web',
    version: ownVersion(),
    ...(speed === undefined ? {} : { practiceSpeed: speed }),
  })
  try {
    return { app, server: await openWebServer({ app, pageDir, port: options.port }) }
  } catch (thrown) {
    await app.close()
    throw thrown
  }
}

async function serve(options: WebOptions): Promise<void> {
  const ending = askedToEnd()
  const { app, server } = await openEverything(options)
  sayAddress(server.freshAddress())
  const removeRedirect =
    options.open && hasDisplay(process.env, process.platform) ? await openBrowser(server.freshAddress()) : undefined
  const stopListening = onEnter(() => sayAddress(server.freshAddress()))
  await ending
  stopListening()
  for (const sentence of whatGoesOn(app.runningJobs())) console.error(sentence)
  await removeRedirect?.()
  await server.close()
  await app.close()
}

/** The sentence for a person; anything unexpected keeps its stack. */
function explain(thrown: unknown): string {
  if (isAppError(thrown)) return thrown.message
  if (!(thrown instanceof Error)) return String(thrown)
  const code = 'code' in thrown ? thrown.code : undefined
  if (code === 'EADDRINUSE') return 'That port is taken. Leave out --port to use a free one.'
  if (code === 'ENOENT' && thrown.message.includes(pageDir))
    return 'The page is not built yet: run “npm start” or “npm run build”.'
  return thrown.stack ?? thrown.message
}

/** Serves until it is asked to end, and returns the exit code. */
export async function runWebEntry(words: readonly string[]): Promise<number> {
  try {
    const options = parseWebOptions(words)
    if (options.help) console.log(webUsage)
    else await serve(options)
    return 0
  } catch (thrown) {
    console.error(`Drydock: ${explain(thrown)}`)
    return isAppError(thrown, 'usage/invalid') ? 2 : 1
  }
}
