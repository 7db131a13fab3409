/** Writes everything Drydock writes, again and again, until it has done so often enough or is killed. */

import { join } from 'node:path'
import { newJobId } from '../../electron/jobs/job-id.ts'
import { openJobStore } from '../../electron/jobs/job-store.ts'
import { openRestartTimes } from '../../electron/jobs/restart-times.ts'
import { openSettings } from '../../electron/lib/settings.ts'
import { openSavedMachines } from '../../electron/machines/saved-machines.ts'
import { JOB_LOG_VERSION } from '../../shared/job-record.ts'
import { samplePlan } from './sample-plan.ts'

const [dataDir = '', name = '', count = '1'] = process.argv.slice(2)
const saved = openSavedMachines(dataDir)
const settings = openSettings(
  dataDir,
  () => undefined,
  error => {
    throw error
  },
)
const times = openRestartTimes(dataDir, error => {
  throw error
})
const store = openJobStore(join(dataDir, 'jobs'))
const log = store.create(newJobId(), name)
log.append({
  kind: 'started',
  request: { kind: 'restart', machineId: name },
  machineName: name,
  plan: samplePlan({ action: 'restart' }),
  version: JOB_LOG_VERSION,
})
process.stdout.write('begun\n')
for (let at = 0; at < Number(count); at++) {
  saved.add([{ kind: 'address', name: `${name}-${at % 50}`, host: 'h', port: 22, user: 'core', keyPath: '', jump: '' }])
  settings.rememberImage(`quay.io/${name}:${at}`)
  times.remember(name, at + 1)
  log.append({ kind: 'output', commandId: 1, stream: 'stdout', text: `line ${at} ${'x'.repeat(at % 5000)}` })
  log.append({ kind: 'checkpoint', record: { source: `oci:/${at}` } })
  await new Promise(resolve => setImmediate(resolve))
}
log.append({ kind: 'state', state: { kind: 'ended', verdict: { outcome: 'unchanged', sentence: '' } } })
if (log.job) store.release(log.job)
store.close()
