import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type BirpcReturn, createBirpc } from 'birpc'
import type { AppProcess } from './app-process.ts'
import type { CleanUp } from './clean-up.ts'
import type { BenchHome } from './stand-in-machine.ts'

export interface OpenedAppProcess {
  readonly app: BirpcReturn<AppProcess>
  readonly close: () => Promise<void>
}

/** Starts app-process.ts; the app in it is opened by `app.open()`. */
export function openAppProcess(home: BenchHome, cleanUp: CleanUp): OpenedAppProcess {
  const child = fork(fileURLToPath(new URL('./app-process.ts', import.meta.url)), [JSON.stringify(home)], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, HOME: home.home },
    serialization: 'advanced',
  })
  const ended = once(child, 'exit')
  const app = createBirpc<AppProcess>(
    {},
    { post: message => child.send(message as object), on: listener => void child.on('message', listener), timeout: -1 },
  )
  child.once('exit', () => app.$close(new Error('the app’s process ended')))
  const kill = cleanUp.add(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  })
  return {
    app,
    async close() {
      await app.close().catch(() => undefined)
      await kill()
    },
  }
}
