/** An upload to a real sshd on this computer, with a store of its own. */

import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { chooseImage } from '../../../electron/layouts/choose-image.ts'
import { openLayout } from '../../../electron/layouts/open-layout.ts'
import type { CommandRunner } from '../../../electron/lib/runner.ts'
import { createSshRunner, type SshRunner } from '../../../electron/ssh/reconnecting-runner.ts'
import { besideStore } from '../../../electron/uploads/store-commands.ts'
import { readStores } from '../../../electron/uploads/store-listing.ts'
import { uploadImage } from '../../../electron/uploads/upload-image.ts'
import { choosePlace } from '../../../electron/uploads/upload-needs.ts'
import type { UploadProgress } from '../../../electron/uploads/upload-request.ts'
import { digestOf, makeLayout, noise } from '../../support/make-layout.ts'
import { type OpensshServer, startOpensshServer } from '../../support/openssh-server.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { createPerson, depsOf, targetOf, trusted } from '../ssh/answers.ts'

export interface Lab {
  readonly runner: SshRunner
  /** Its /var/tmp. */
  readonly varTmp: string
  /** Where its store may lie: there, unless a test says otherwise. */
  readonly places: readonly string[]
  readonly store: string
  /** Every line a lane said. */
  readonly said: string[]
  /** Every command that was started. */
  readonly started: string[]
  readonly counted: CommandRunner
}

export function openLab(server: OpensshServer, varTmp: string): Lab {
  mkdirSync(varTmp, { recursive: true })
  const runner = createSshRunner(targetOf(server, trusted(server)), depsOf(server, createPerson().ask))
  const said: string[] = []
  const started: string[] = []
  const counted: CommandRunner = {
    commandLine: runner.commandLine,
    run(argv, options = {}) {
      started.push(runner.commandLine(argv))
      return runner.run(argv, {
        ...options,
        onLines(stream, lines) {
          said.push(...lines)
          options.onLines?.(stream, lines)
        },
      })
    },
  }
  return { runner, varTmp, places: [varTmp], store: join(varTmp, 'drydock'), said, started, counted }
}

export interface Uploaded {
  readonly directory: string
  readonly progress: readonly UploadProgress[]
}

let count = 0

/** Uploads the image of a layout; `change` may replace any part of the request. */
export async function upload(
  lab: Lab,
  path: string,
  change: {
    readonly signal?: AbortSignal
    readonly directory?: string
    onProgress?(progress: UploadProgress): void
  } = {},
): Promise<Uploaded> {
  const opened = await openLayout(path)
  const progress: UploadProgress[] = []
  const blobs = opened.blobsOf(chooseImage(opened.layout, 'amd64'))
  const { store } = choosePlace(await readStores(lab.runner, 'lab', { places: lab.places }), blobs)
  const directory = change.directory ?? besideStore(store, `drydock.${(++count).toString(16).padStart(12, '0')}`)
  try {
    await uploadImage({
      runner: lab.counted,
      machine: 'lab',
      path,
      blobs,
      directory,
      store,
      signal: change.signal ?? new AbortController().signal,
      onProgress(point) {
        progress.push(point)
        change.onProgress?.(point)
      },
    })
  } finally {
    await opened.close()
  }
  return { directory, progress }
}

/** The files of a folder of blobs that are what their name says; throws for one that is not. */
export function wholeBlobs(directory: string): readonly string[] {
  const folder = join(directory, 'blobs', 'sha256')
  const names = readdirSync(folder)
  for (const name of names) {
    if (digestOf(readFileSync(join(folder, name))) !== `sha256:${name}`) throw new Error(`${name} holds something else`)
  }
  return names.toSorted()
}

/** Programs that stand before those of the machine. */
function binWith(programs: Readonly<Record<string, string>>): string {
  const bin = join(tempDir(), 'bin')
  mkdirSync(bin)
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  return bin
}

/** The same machine, where these programs stand before its own. */
export function withPrograms(lab: Lab, programs: Readonly<Record<string, string>>): Lab {
  const { counted } = lab
  const path = `PATH=${binWith(programs)}:/usr/bin:/bin`
  return { ...lab, counted: { ...counted, run: (argv, options) => counted.run(['env', path, ...argv], options) } }
}

/** One sshd for the tests of a file, and a machine with nothing on it for each. */
export function forEachTest(use: (lab: Lab, server: OpensshServer) => void): void {
  let server: OpensshServer
  beforeAll(async () => {
    server = await startOpensshServer()
  })
  afterAll(() => server.stop())
  beforeEach(context => {
    const lab = openLab(server, join(tempDir(), 'var-tmp'))
    context.onTestFinished(() => lab.runner.close())
    use(lab, server)
  })
}

export const LAYERS = Array.from({ length: 12 }, (_, at) => noise(40_000 + at * 1000, `layer ${at}`))

export const layout = (layers: readonly Uint8Array[] = LAYERS): ReturnType<typeof makeLayout> =>
  makeLayout(join(tempDir(), 'my-os'), { layers })

/** The blobs that were sent since the last look. */
export const sent = (lab: Lab): readonly string[] => lab.said.filter(line => line.startsWith('have '))

export const storedNames = (lab: Lab): readonly string[] => readdirSync(join(lab.store, 'blobs', 'sha256')).toSorted()
