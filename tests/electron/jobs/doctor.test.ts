import { expect, test } from 'vitest'
import { parseChangingProcesses } from '../../../electron/jobs/doctor/parse-processes.ts'
import { openTestApp } from '../../support/open-test-app.ts'

const STABLE = 'quay.io/fedora/fedora-coreos:stable'

test('a machine nobody changes needs nothing', async () => {
  const app = await openTestApp()
  expect(await app.api.diagnose('practice')).toMatchObject({
    summary: 'Nothing stands in the way of a change on practice.',
    holders: [],
    repairs: [],
  })
})

test('another program’s transaction is named, with who began it, and ends when a person asks for that', async () => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', 'transaction-running')
  const found = await app.api.diagnose('practice')
  expect(found.holders).toMatchObject([
    {
      kind: 'transaction',
      what: expect.stringContaining('rpm-ostree rebase --bypass-driver'),
      who: 'somebody with the rpm-ostree command (session-7.scope)',
    },
  ])
  expect(found.repairs.map(({ id, isAdvised }) => [id, isAdvised])).toEqual([
    ['wait', true],
    ['cancel', false],
    ['restart-daemon', false],
  ])
  // Asking changes nothing.
  expect(found.commands.join('\n')).not.toMatch(/sudo|cancel|restart/)
  expect((await app.api.repair('practice', 'wait')).holders).toHaveLength(1)
  expect((await app.api.repair('practice', 'cancel')).holders).toEqual([])
  await expect(app.api.repair('practice', 'cancel')).rejects.toMatchObject({ code: 'doctor/no-longer' })
})

test('a transaction that cannot be cancelled is broken off with its daemon', async () => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', 'transaction-running')
  expect((await app.api.repair('practice', 'restart-daemon')).holders).toEqual([])
})

test('a daemon that does not run is what is the matter, and starting it anew is advised', async () => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', 'daemon-down')
  const found = await app.api.diagnose('practice')
  expect(found.summary).toBe('rpm-ostree’s daemon on practice does not run.')
  expect(found.repairs.find(each => each.id === 'restart-daemon')?.isAdvised).toBe(true)
})

test.each(['practice', 'practice-bootc'])(
  'a job of this Drydock on %s is known as one, since when it works',
  async machineId => {
    const app = await openTestApp({ practiceSpeed: 10 })
    const jobId = await app.api.startJob({ kind: 'rebase', machineId, image: STABLE, restart: 'no' })
    await app.waitFor(jobId, job => (job.progress?.doneBytes ?? 0) > 0)
    const found = await app.api.diagnose(machineId)
    expect(found.holders).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ jobId, who: expect.stringContaining('a job of this Drydock') }),
      ]),
    )
    expect(found.holders.some(({ since }) => since !== undefined)).toBe(true)
    await app.api.cancelJob(jobId)
    await app.ended(jobId)
  },
)

test('of all processes only those that change the system count, without what wraps them', () => {
  const printed = `      1 Mon Nov 24 10:00:00 2025 /usr/lib/systemd/systemd
   2410 Mon Nov 24 11:02:13 2025 sudo -n -- bootc switch quay.io/a/b:1
   2411 Mon Nov 24 11:02:13 2025 bootc switch --transport oci /var/tmp/x
   2412 Mon Nov 24 11:02:14 2025 bash --norc -c set -o pipefail; bootc upgrade
   2413 Mon Nov  3 11:02:15 2025 /usr/bin/ostree admin deploy --stage x
   2414 Mon Nov 24 11:02:16 2025 bootc status --json
   2415 Mon Nov 24 11:02:17 2025 vi /home/core/bootc switch.txt.bak
`
  expect(parseChangingProcesses(printed)).toEqual([
    { pid: 2411, since: 'Mon Nov 24 11:02:13 2025', args: 'bootc switch --transport oci /var/tmp/x' },
    { pid: 2413, since: 'Mon Nov  3 11:02:15 2025', args: '/usr/bin/ostree admin deploy --stage x' },
  ])
})
