/**
 * Opens the default browser without showing the token to other users: a command line is readable by everyone on this
 * computer (proc(5), /proc/pid/cmdline), so the program is given a private file that leads on to the address.
 */

import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Long enough for a browser to start. */
const REDIRECT_KEPT_MS = 60_000

const openers: Readonly<Record<string, readonly string[]>> = {
  linux: ['xdg-open'],
  darwin: ['open'],
  win32: ['explorer.exe'],
}

/** Whether somebody could see a browser that opens here. */
export const hasDisplay = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean =>
  platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)

/** A token and our own origin hold nothing that HTML would read otherwise. */
const redirect = (address: string): string =>
  `<!doctype html><meta charset="utf-8"><title>Drydock</title><meta http-equiv="refresh" content="0;url=${address}">\n`

/** Starts the browser and returns how to remove the file at once; it goes by itself after a minute. Where there is no such program nothing opens. */
export async function openBrowser(
  address: string,
  platform: NodeJS.Platform = process.platform,
): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'drydock-open-'))
  const file = join(directory, 'drydock.html')
  await writeFile(file, redirect(address), { mode: 0o600 })
  const [program = 'xdg-open', ...args] = openers[platform] ?? []
  const child = spawn(program, [...args, file], { stdio: 'ignore', detached: true })
  // The address is in the terminal all the same.
  child.on('error', () => undefined)
  child.unref()
  const remove = () => rm(directory, { recursive: true, force: true })
  setTimeout(() => void remove(), REDIRECT_KEPT_MS).unref()
  return remove
}
