import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { webProgram } from '../../build/web-program.ts'
import type { OpenEntry } from './opened-entry.ts'

/** The address in the one line the entry prints. */
const addressIn = (line: string): string => {
  const address = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(line)?.[0]
  if (address === undefined) throw new Error(`no address in “${line}”`)
  return address
}

/** The real web entry as a process of its own, and Chromium. */
export const openWebEntry: OpenEntry = async ({ env, browser }) => {
  const child = spawn(process.execPath, [webProgram.file, '--no-open'], {
    env: { ...process.env, ...webProgram.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(([code]) => Promise.reject(new Error(`the web entry ended with ${code}`))),
  ])) as [string]
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } })
  const page = await context.newPage()
  await page.goto(addressIn(line))
  return {
    page,
    close: async () => {
      await context.close()
      child.kill('SIGTERM')
      const [code] = (await ended) as [number | null]
      if (code !== 0) throw new Error(`the web entry ended with ${code}`)
    },
  }
}
