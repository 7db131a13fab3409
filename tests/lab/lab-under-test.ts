import { setTimeout as sleep } from 'node:timers/promises'
import { bootc } from '../../electron/backends/bootc.ts'
import { rpmOstree } from '../../electron/backends/rpm-ostree.ts'
import type { BackendName } from '../../shared/deployment.ts'
import type { MachineUnderTest, Truth } from '../faults/machine-under-test.ts'
import { LOCAL_IMAGE } from './lab-images.ts'
import { type LabMachine, mustRun } from './lab-machine.ts'

/** A real minute: here the network is away for as long as it is said. */
const MINUTE_MS = 60_000

const lines = (text: string): readonly string[] => text.split('\n').filter(line => line.trim() !== '')

/** A real machine that a job runs on while something goes wrong. It is stopped by whoever started it. */
export function labUnderTest(lab: LabMachine, backend: BackendName): MachineUnderTest {
  const words = backend === 'bootc' ? bootc : rpmOstree
  /** Asked again while the machine is away. */
  async function run(argv: readonly string[]): Promise<string> {
    for (;;) {
      const { exitCode, stdout } = await lab.ssh(argv, { user: 'root' })
      if (exitCode !== 255) return stdout
      await sleep(500)
    }
  }
  const script = (text: string): Promise<string> => run(['sh', '-c', text])

  const unitNames = async (): Promise<readonly string[]> =>
    lines(await run(['systemctl', 'list-units', '--all', '--plain', '--no-legend', 'drydock-*'])).map(
      line => line.trim().split(/\s+/)[0] ?? '',
    )

  async function truth(): Promise<Truth> {
    await lab.waitForSsh()
    const { deployments } = words.parseStatus(await run(words.statusCommand))
    const digestsOf = (role: 'booted' | 'staged') =>
      deployments.filter(each => each.role === role).map(({ digest }) => digest)
    const journal = lines(await script("journalctl -u 'drydock-*' -o json --all --no-pager -q"))
    return {
      booted: digestsOf('booted')[0],
      staged: digestsOf('staged'),
      left: [...(await unitNames()), ...lines(await script('ls -1 /var/tmp | grep ^drydock || true'))],
      said: journal
        .map(line => JSON.parse(line) as { readonly _TRANSPORT: string; readonly MESSAGE: string })
        .flatMap(entry => (entry._TRANSPORT === 'stdout' ? [entry.MESSAGE] : [])),
    }
  }

  return {
    address: { host: lab.host, port: lab.port, user: lab.user, keyPath: lab.keyPath },
    image: LOCAL_IMAGE,
    via: 'export',
    minuteMs: MINUTE_MS,
    // The sessions' own processes, not the one that listens.
    cutConnections: async () => void (await script('pkill -KILL -f "^sshd(-session)?: core" || true')),
    killSshd: async () =>
      void (await script(
        'systemd-run -q --collect sh -c "systemctl kill --signal=KILL ssh sshd; pkill -KILL sshd; sleep 1; systemctl reset-failed ssh sshd; systemctl restart ssh sshd"',
      )),
    async pauseNetwork(forMs) {
      await lab.cutNetwork()
      await sleep(forMs)
      await lab.restoreNetwork()
    },
    reset: () => lab.powerLoss(),
    async killUnits() {
      const running = (await unitNames()).filter(name => name.endsWith('.service'))
      for (const name of running) await run(['systemctl', 'kill', '--signal=KILL', name])
      return running.length > 0
    },
    fillVarTmp: () => mustRun(lab, ['sh', '-c', 'dd if=/dev/zero of=/var/filler bs=1M 2>/dev/null; true']),
    rotateJournal: async () => void (await run(['journalctl', '--rotate', '--vacuum-time=1s'])),
    jumpClock: async byMs => void (await script(`date -s "@$(($(date +%s) + ${Math.round(byMs / 1000)}))"`)),
    truth,
    close: async () => undefined,
  }
}
