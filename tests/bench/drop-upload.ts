/**
 * One upload in a process of its own, so that its memory is its own: `node drop-upload.ts REQUEST`, a JSON of `UploadJob`.
 * Prints what it took as JSON.
 */

import { readFileSync } from 'node:fs'
import { chooseImage } from '../../electron/layouts/choose-image.ts'
import { openLayout } from '../../electron/layouts/open-layout.ts'
import { createSshRunner } from '../../electron/ssh/reconnecting-runner.ts'
import type { SshTarget } from '../../electron/ssh/ssh-target.ts'
import { uploadImage } from '../../electron/uploads/upload-image.ts'

export interface UploadJob {
  readonly target: SshTarget
  readonly path: string
  readonly directory: string
  readonly storePath: string
}

export interface UploadTook {
  readonly durationMs: number
  readonly understoodMs: number
  /** What this process computed. */
  readonly cpuMs: number
  readonly peakMb: number
  readonly travelledBytes: number
}

const job = JSON.parse(process.argv[2] ?? '{}') as UploadJob
const runner = createSshRunner(job.target, { ask: () => Promise.resolve(null), knownHostsPath: '/dev/null' })
// As in the app: nothing is dropped on a machine that was not asked how it is, and the connection stays.
await runner.run(['true'])
const startedAt = performance.now()
const opened = await openLayout(job.path)
const understoodMs = performance.now() - startedAt
let travelledBytes = 0
await uploadImage({
  runner,
  machine: 'bench',
  path: job.path,
  blobs: opened.blobsOf(chooseImage(opened.layout, 'amd64')),
  directory: job.directory,
  storePath: job.storePath,
  signal: new AbortController().signal,
  onProgress: progress => {
    travelledBytes = progress.travellingBytes
  },
})
const durationMs = performance.now() - startedAt
runner.close()
await opened.close()
// proc_pid_status(5): of this program alone, in kilobytes. What getrusage(2) tells includes whoever started it.
const peakKb = Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
const { user, system } = process.cpuUsage()
const cpuMs = (user + system) / 1000
const took: UploadTook = { durationMs, understoodMs, cpuMs, peakMb: peakKb / 1000, travelledBytes }
console.log(JSON.stringify(took))
