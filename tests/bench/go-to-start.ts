/**
 * From "go" to the machine's `rpm-ostree rebase` running: a person has read the review screen and presses the button.
 * The rival is the way of `podman machine os apply` with OpenSSH: the same questions, each by an ssh of its own.
 */

import { performance } from 'node:perf_hooks'
import { type App, openApp } from '../../electron/app.ts'
import type { JobRequest } from '../../shared/job.ts'
import type { CleanUp } from './clean-up.ts'
import { medianOf, type Result } from './result.ts'
import { runRival } from './run-rival.ts'
import { type BenchHome, IMAGE, type StandInMachine, startStandInMachine } from './stand-in-machine.ts'

const WARM_PAIRS = 9
const COLD_PAIRS = 5
const RIVAL = 'podman image exists, rpm-ostree status, sudo rpm-ostree rebase: three ssh processes'

const request: JobRequest = { kind: 'rebase', machineId: 'ssh:bench', image: IMAGE }

/** Milliseconds since 1970 with fractions, to compare with another process. */
const clockMs = (): number => performance.timeOrigin + performance.now()

const openBenchApp = (home: BenchHome): Promise<App> => openApp({ ...home, entry: 'cli', version: '0' })

/** Resolves when the job asks for the restart, which is after the staging. */
async function untilAsking(app: App, jobId: string): Promise<void> {
  for (;;) {
    const { state } = await app.api.getJob(jobId)
    if (state.kind === 'asking') return
    if (state.kind === 'ended') throw new Error(`the job ended: ${JSON.stringify(state.verdict)}`)
    await new Promise<void>(resolve => {
      const stop = app.onAnnounce(() => {
        stop()
        resolve()
      })
    })
  }
}

/** Starts a job and lets it end as staged; when the machine was told. */
async function runJob(app: App, machine: StandInMachine): Promise<number> {
  const jobId = await app.api.startJob(request)
  await untilAsking(app, jobId)
  await app.api.answerRestart(jobId, 'not-now')
  const job = await app.ended(jobId)
  if (job.state.kind !== 'ended' || job.state.verdict.outcome !== 'staged') throw new Error('the job did not stage')
  return machine.startedAtMs()
}

async function warm(app: App, machine: StandInMachine): Promise<number> {
  machine.reset()
  await app.api.planJob(request)
  const goAt = clockMs()
  const startedAt = await runJob(app, machine)
  // A job's end is followed by one more look at the machine; the rival has to find it idle.
  await app.api.refreshMachine(request.machineId)
  return startedAt - goAt
}

/** Everything in one go: Drydock's parts opened, the machine asked, the plan made, the job started. */
async function cold(machine: StandInMachine, cleanUp: CleanUp): Promise<number> {
  machine.reset()
  const home = machine.makeHome([{ name: 'bench', port: machine.server.port }])
  const goAt = clockMs()
  const app = await openBenchApp(home)
  const close = cleanUp.add(() => app.close())
  await app.api.planJob(request)
  const startedAt = await runJob(app, machine)
  await close()
  return startedAt - goAt
}

async function rival(machine: StandInMachine, cleanUp: CleanUp): Promise<number> {
  const ssh = async (expected: number, ...words: readonly string[]): Promise<void> => {
    const { exitCode } = await runRival(machine.sshCommand(machine.server.port, ...words), cleanUp)
    if (exitCode !== expected) throw new Error(`${words.join(' ')} through ssh ended with ${exitCode}`)
  }
  const goAt = clockMs()
  await ssh(1, 'podman', 'image', 'exists', IMAGE)
  await ssh(0, 'rpm-ostree', 'status', '--json')
  await ssh(0, 'sudo', 'rpm-ostree', 'rebase', '--bypass-driver', `ostree-unverified-image:docker://${IMAGE}`)
  return machine.startedAtMs() - goAt
}

async function pairs(count: number, own: () => Promise<number>, other: () => Promise<number>) {
  const owns: number[] = []
  const others: number[] = []
  // One of each first, untimed: files are read and code is compiled then.
  for (let pair = 0; pair <= count; pair++) {
    const [ownMs, otherMs] = [await own(), await other()]
    if (pair > 0) owns.push(ownMs)
    if (pair > 0) others.push(otherMs)
  }
  const note = `medians of ${count} pairs in turn; Drydock ${spread(owns)}, rival ${spread(others)}`
  return { value: medianOf(owns), rival: { what: RIVAL, value: medianOf(others) }, note }
}

const spread = (numbers: readonly number[]): string =>
  `${Math.round(Math.min(...numbers))}–${Math.round(Math.max(...numbers))} ms`

/** Measures it with a machine that is connected already, and from nothing. */
export async function measureGoToStart(cleanUp: CleanUp): Promise<readonly Result[]> {
  const machine = await startStandInMachine(cleanUp)
  const app = await openBenchApp(machine.makeHome([{ name: 'bench', port: machine.server.port }]))
  const closeApp = cleanUp.add(() => app.close())
  const askRival = (): Promise<number> => rival(machine, cleanUp)
  const warmPairs = await pairs(WARM_PAIRS, () => warm(app, machine), askRival)
  await closeApp()
  const coldPairs = await pairs(COLD_PAIRS, () => cold(machine, cleanUp), askRival)
  await machine.stop()
  return [
    {
      what: 'go → rpm-ostree rebase starts',
      unit: 'ms',
      aim: { below: 0.5, of: 'ratio' },
      ...warmPairs,
    },
    { what: 'cold: open, connect, plan, go → starts', unit: 'ms', ...coldPairs },
  ]
}
