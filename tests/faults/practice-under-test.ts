import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readImage } from '../../electron/practice/images/image-blobs.ts'
import { startPracticeMachine } from '../../electron/practice/practice-machine.ts'
import { connectWhenBack } from '../electron/practice/connect.ts'
import { makeLayout, noise } from '../support/make-layout.ts'
import type { MachineUnderTest, Truth } from './machine-under-test.ts'
import { openSlowPipe } from './slow-pipe.ts'

const SPEED = 40
const SSHD_IS_AWAY_MS = 300

/** Enough that sending them takes a while. */
const layers = Array.from({ length: 6 }, (_, at) => noise(1_500_000, `layer ${at}`))

const lines = (text: string): readonly string[] => text.split('\n').filter(line => line.trim() !== '')

/** A practice machine in this process, reached as any machine is, through a port that can be held. */
export async function openPracticeUnderTest(
  backend: 'rpm-ostree' | 'bootc',
  folder: string,
): Promise<MachineUnderTest> {
  const machine = await startPracticeMachine({ name: 'target', backend, speed: SPEED })
  const pipe = await openSlowPipe(machine.port)
  const keyPath = join(folder, 'key')
  writeFileSync(keyPath, machine.privateKey, { mode: 0o600 })

  /** Asked again while the machine is on its way down or up. */
  async function run(command: string): Promise<string> {
    for (;;) {
      const connection = await connectWhenBack(machine, 'root')
      const { stdout, exitCode } = await connection.run(command).catch(() => ({ stdout: '', exitCode: undefined }))
      connection.end()
      if (exitCode !== undefined) return stdout
    }
  }

  const unitNames = async (): Promise<readonly string[]> =>
    lines(await run("systemctl list-units --all --plain --no-legend 'drydock-*'")).map(line => line.split(' ')[0] ?? '')

  async function truth(): Promise<Truth> {
    const { deployments } = machine.snapshot()
    const digests = (is: 'booted' | 'staged') =>
      deployments.filter(each => each[is]).map(each => readImage(each).manifestDigest)
    // The store is kept for the next image, but nothing half sent.
    const directories = lines(await run('ls -1 /var/tmp')).filter(name => name.startsWith('drydock.'))
    const parts = lines(await run('ls -1 /var/tmp/drydock/parts 2>/dev/null'))
    const journal = lines(await run("journalctl -u 'drydock-*' -o json --all --no-pager"))
    return {
      booted: digests('booted')[0],
      staged: digests('staged'),
      left: [...(await unitNames()), ...directories, ...parts],
      said: journal
        .map(line => JSON.parse(line) as { readonly _TRANSPORT: string; readonly MESSAGE: string })
        .flatMap(entry => (entry._TRANSPORT === 'stdout' ? [entry.MESSAGE] : [])),
    }
  }

  return {
    address: { host: '127.0.0.1', port: pipe.port, user: machine.user, keyPath },
    image: 'localhost/my-os:dev',
    via: 'export',
    upload: makeLayout(join(folder, 'my-os'), { layers }).directory,
    minuteMs: 60_000 / SPEED,
    cutConnections: async () => pipe.cut(),
    async killSshd() {
      machine.setReachable(false)
      await sleep(SSHD_IS_AWAY_MS)
      machine.setReachable(true)
    },
    pauseNetwork: pipe.pause,
    reset: async () => machine.pressReset(),
    async killUnits() {
      const running = (await unitNames()).filter(name => name.endsWith('.service'))
      for (const name of running) await run(`systemctl kill --signal=KILL ${name}`)
      return running.length > 0
    },
    fillVarTmp: async () => machine.setTrouble('disk-full'),
    rotateJournal: async () => void (await run('journalctl --rotate --vacuum-time=1s')),
    jumpClock: async byMs => machine.jumpClock(byMs),
    truth,
    async close() {
      await pipe.close()
      await machine.close()
    },
  }
}
