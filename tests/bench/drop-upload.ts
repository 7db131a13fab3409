/**
 * Uploads in a process of its own, so that its memory is its own: as in the app, that stays open from one drop to the next
 * with its connection, and keeps its compiled sources from one start to the next. Its argument is a JSON of `UploadTarget`.
 */

import { readFileSync } from 'node:fs'
import { chooseImage } from '../../electron/layouts/choose-image.ts'
import { openLayout } from '../../electron/layouts/open-layout.ts'
import { createSshRunner } from '../../electron/ssh/reconnecting-runner.ts'
import type { SshTarget } from '../../electron/ssh/ssh-target.ts'
import { uploadImage } from '../../electron/uploads/upload-image.ts'
import { answerParent } from './open-process.ts'

export interface UploadTarget {
  readonly target: SshTarget
  readonly store: string
}

export interface UploadProcess {
  /** Nothing is dropped on a machine that was not asked how it is before. */
  connect(): Promise<void>
  /** How long it takes to understand the layout at `path`, in milliseconds. */
  understand(path: string): Promise<number>
  /** How long it takes to understand it and to bring it into `directory` there. */
  upload(path: string, directory: string): Promise<number>
  /** The most memory it ever had, in MB. */
  peakMb(): number
}

const { target, store } = JSON.parse(process.argv[2] ?? '{}') as UploadTarget
const runner = createSshRunner(target, { ask: () => Promise.resolve(null), knownHostsPath: '/dev/null' })

async function understand(path: string): Promise<number> {
  const startedAt = performance.now()
  const opened = await openLayout(path)
  const durationMs = performance.now() - startedAt
  await opened.close()
  return durationMs
}

async function upload(path: string, directory: string): Promise<number> {
  const startedAt = performance.now()
  const opened = await openLayout(path)
  await uploadImage({
    ...{ runner, machine: 'bench', path, directory, store },
    blobs: opened.blobsOf(chooseImage(opened.layout, 'amd64')),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  })
  await opened.close()
  return performance.now() - startedAt
}

const answers: UploadProcess = {
  understand,
  upload,
  async connect() {
    await runner.run(['true'])
  },
  // proc_pid_status(5): of this program alone, in kilobytes. What getrusage(2) tells includes whoever started it.
  peakMb: () => Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1000,
}

answerParent(answers)
