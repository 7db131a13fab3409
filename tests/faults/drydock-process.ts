/**
 * A whole Drydock in a process of its own, without a window: starts the job it is given, or goes on with what an earlier
 * one left, and ends when nothing is unfinished. SIGUSR1 is a person's yes to the restart; SIGUSR2 sets its clock forward.
 */

import { join } from 'node:path'
import { openApp } from '../../electron/app.ts'
import type { JobRequest } from '../../shared/job.ts'

interface Told {
  readonly dataDir: string
  readonly request?: JobRequest
}

const CLOCK_JUMP_MS = 3 * 60 * 60_000

const { dataDir, request } = JSON.parse(process.argv[2] ?? '') as Told

const realNow = Date.now
process.on('SIGUSR2', () => {
  Date.now = () => realNow() + CLOCK_JUMP_MS
})

const app = await openApp({
  dataDir,
  entry: 'web',
  version: '0',
  knownHostsPath: join(dataDir, 'known_hosts'),
  sshConfigPath: join(dataDir, 'ssh_config'),
  practice: {
    targets: [],
    troubles: [],
    machine() {
      throw new Error('there is no practice machine here')
    },
    states: () => [],
    setTrouble: () => undefined,
    reset: () => undefined,
    close: () => Promise.resolve(),
  },
})

const unfinished = async () => (await app.api.listJobs()).filter(job => job.state.kind !== 'ended')

async function answer(): Promise<void> {
  for (const job of await unfinished()) {
    if (job.state.kind === 'asking') await app.api.answerRestart(job.id, 'now')
  }
}

app.onAnnounce(async () => {
  for (const question of await app.api.listQuestions()) await app.api.answerQuestion(question.id, true)
})
let isAgreed = false
process.on('SIGUSR1', () => {
  isAgreed = true
  void answer()
})

if (request) await app.api.startJob(request)
for (;;) {
  if (isAgreed) await answer()
  const [job] = await unfinished()
  if (!job) break
  await new Promise(resolve => setTimeout(resolve, 20))
}
// What is left is swept as soon as the machine has answered.
for (const { id } of await app.askedMachines()) await app.api.refreshMachine(id)
const hasLeftovers = async () =>
  (await app.askedMachines()).some(
    ({ facts }) => (facts?.drydockUnits ?? []).length + (facts?.drydockDirectories ?? []).length > 0,
  )
for (let look = 0; look < 20 && (await hasLeftovers()); look++) await new Promise(resolve => setTimeout(resolve, 100))
await app.close()
