import type { BirpcReturn } from 'birpc'
import type { AppProcess } from './app-process.ts'
import type { CleanUp } from './clean-up.ts'
import { openProcess } from './open-process.ts'
import type { BenchHome } from './stand-in-machine.ts'

export interface OpenedAppProcess {
  readonly app: BirpcReturn<AppProcess>
  readonly close: () => Promise<void>
}

/** Starts app-process.ts; the app in it is opened by `app.open()`. */
export function openAppProcess(home: BenchHome, cleanUp: CleanUp): OpenedAppProcess {
  const options = { execArgv: ['--expose-gc'], env: { ...process.env, HOME: home.home } }
  const { process: app, kill } = openProcess<AppProcess>('./app-process.ts', home, options, cleanUp)
  return {
    app,
    async close() {
      await app.close().catch(() => undefined)
      await kill()
    },
  }
}
