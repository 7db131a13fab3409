/**
 * An OCI directory of 2 GB in 60 layers onto a machine, beside what copies folders: the same sshd on this computer, the
 * same run, one after the other. Layers are noise, as compressed layers are; nothing can be saved by compressing. Drydock
 * hashes every blob on the way and once more on the machine; the rivals hash nothing, so their time with a check behind it
 * (`sha256sum` of every file) is shown as well. Drydock's connection is open, as it is in the app; theirs is part of what
 * they do.
 */

import { execFileSync } from 'node:child_process'
import { createHash, randomFillSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SshTarget } from '../../electron/ssh/ssh-target.ts'
import { BOOTABLE, blobPath, putBlob, writeIndex } from '../support/make-layout.ts'
import { type OpensshServer, startOpensshServer } from '../support/openssh-server.ts'
import type { CleanUp } from './clean-up.ts'
import { openRegistry, type Registry } from './drop-registry.ts'
import type { UploadJob, UploadTook } from './drop-upload.ts'
import type { Result } from './result.ts'
import { runRival } from './run-rival.ts'

const LAYERS = 60
const TOTAL_BYTES = Number(process.env.DRYDOCK_BENCH_DROP_BYTES ?? 2e9)
const CHANGED = 2

const PULLED = [
  'pulled from a registry here through ssh -R',
  'pulled from a registry here through a connection like Drydock’s (ssh2)',
]

const TAR = 'application/vnd.oci.image.layer.v1.tar+gzip'

interface Layer {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** A layer of noise, written without keeping more than itself in memory. */
function writeLayer(directory: string): Layer {
  const content = randomFillSync(Buffer.allocUnsafe(Math.floor(TOTAL_BYTES / LAYERS)))
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`
  mkdirSync(join(directory, 'blobs', 'sha256'), { recursive: true })
  writeFileSync(blobPath(directory, digest), content)
  return { mediaType: TAR, digest, size: content.length }
}

function writeImage(directory: string, layers: readonly Layer[]): void {
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: { Labels: BOOTABLE },
      rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    }),
  )
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: putBlob(directory, config, 'application/vnd.oci.image.config.v1+json'),
    layers,
  }
  writeIndex(directory, [putBlob(directory, Buffer.from(JSON.stringify(manifest)), mediaType)])
}

/** The image rebuilt: two layers are others, their files in the same folder. */
function rebuild(directory: string, layers: readonly Layer[]): readonly Layer[] {
  const kept = layers.slice(CHANGED)
  for (const { digest } of layers.slice(0, CHANGED)) rmSync(blobPath(directory, digest))
  const rebuilt = [...kept, ...Array.from({ length: CHANGED }, () => writeLayer(directory))]
  writeImage(directory, rebuilt)
  return rebuilt
}

interface Bench {
  readonly server: OpensshServer
  readonly root: string
  readonly source: string
  readonly cleanUp: CleanUp
}

const sshWords = ({ server }: Bench): readonly string[] => [
  ...['-i', server.keyPath, '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
  ...['-o', 'IdentitiesOnly=yes', '-o', 'LogLevel=ERROR', '-F', 'none'],
]

const sshOf = (bench: Bench): readonly string[] => ['ssh', '-p', String(bench.server.port), ...sshWords(bench)]
const whoOf = ({ server }: Bench): string => `${server.user}@127.0.0.1`

type RivalName = 'scp -r' | 'rsync -a' | 'tar | ssh'

/** How each copies the folder to a place of its own. */
function rivalArgv(bench: Bench, name: RivalName): readonly string[] {
  const { server, root, source } = bench
  const port = String(server.port)
  const place = join(root, name.replace(/\W+/g, '-'))
  mkdirSync(place, { recursive: true })
  const who = whoOf(bench)
  if (name === 'scp -r') return ['scp', '-q', '-r', '-P', port, ...sshWords(bench), source, `${who}:${place}`]
  const ssh = sshOf(bench)
  if (name === 'rsync -a') return ['rsync', '-a', '-e', ssh.join(' '), source, `${who}:${place}`]
  // biome-ignore lint/suspicious/noTemplateCurlyInString: bash’s own, from the third word on
  const script = 'tar -C "$1" -cf - . | "${@:3}" "$2"'
  return ['bash', '-c', script, 'bash', source, `tar -C ${place} -xf -`, ...ssh, who]
}

async function timeRival(bench: Bench, name: RivalName): Promise<number> {
  const { durationMs, exitCode } = await runRival(rivalArgv(bench, name), bench.cleanUp)
  if (exitCode !== 0) throw new Error(`${name} ended with ${exitCode}`)
  return durationMs
}

const RIVALS = ['scp -r', 'rsync -a', 'tar | ssh'] as const

async function timeRivals(bench: Bench): Promise<Readonly<Record<RivalName, number>>> {
  const times: [RivalName, number][] = []
  for (const name of RIVALS) times.push([name, await timeRival(bench, name)])
  return Object.fromEntries(times) as Record<RivalName, number>
}

const targetOf = ({ server }: Bench): SshTarget => ({
  ...{ name: 'bench', host: server.host, port: server.port, user: server.user },
  ...{ keyPaths: [server.keyPath], useAgent: false, identitiesOnly: true, jump: [] },
  trustedHostKey: server.hostKey().split(' ')[1] ?? '',
})

function timeUpload(bench: Bench, number: number): UploadTook {
  const job: UploadJob = {
    target: targetOf(bench),
    path: bench.source,
    directory: join(bench.root, `drydock.${number}`),
    storePath: join(bench.root, 'drydock'),
  }
  const program = fileURLToPath(new URL('./drop-upload.ts', import.meta.url))
  return JSON.parse(execFileSync(process.execPath, [program, JSON.stringify(job)], { encoding: 'utf8' })) as UploadTook
}

/** How long it takes to check what a rival copied. */
async function timeCheck(bench: Bench): Promise<number> {
  const script = 'find "$1" -type f -exec sha256sum {} +'
  return (await runRival(['sh', '-c', script, 'sh', join(bench.root, 'scp-r')], bench.cleanUp)).durationMs
}

async function openBench(cleanUp: CleanUp): Promise<Bench> {
  const root = mkdtempSync(join(tmpdir(), 'drop-'))
  cleanUp.add(() => rmSync(root, { recursive: true, force: true }))
  // scp speaks SFTP since OpenSSH 9.0.
  const server = await startOpensshServer({ config: ['Subsystem sftp internal-sftp'] })
  cleanUp.add(() => server.stop())
  return { server, root, source: join(root, 'my-os'), cleanUp }
}

const timePulls = async (registry: Registry): Promise<readonly number[]> => [
  await registry.timePull('ssh -R'),
  await registry.timePull('ssh2'),
]

const best = (times: Readonly<Record<RivalName, number>>): readonly [RivalName, number] => {
  const [first = ['scp -r', 0] as const] = RIVALS.map(name => [name, times[name]] as const).toSorted(
    (one, other) => one[1] - other[1],
  )
  return first
}

export async function measureDrop(cleanUp: CleanUp): Promise<readonly Result[]> {
  const bench = await openBench(cleanUp)
  const layers = Array.from({ length: LAYERS }, () => writeLayer(bench.source))
  writeImage(bench.source, layers)
  const registry = await openRegistry({ ...bench, ssh: sshOf(bench), who: whoOf(bench) })
  registry.push()
  const first = await timeRivals(bench)
  const firstPulls = await timePulls(registry)
  const checkMs = await timeCheck(bench)
  const uploaded = timeUpload(bench, 1)
  renameSync(join(bench.root, 'drydock.1'), join(bench.root, 'done'))
  rebuild(bench.source, layers)
  registry.push()
  const second = await timeRivals(bench)
  const secondPulls = await timePulls(registry)
  const again = timeUpload(bench, 2)
  const ms = (what: string, value: number, rivalWhat: string, rival: number, below?: number): Result => ({
    ...{ what, value, unit: 'ms', rival: { what: rivalWhat, value: rival } },
    ...(below === undefined ? {} : { aim: { below, of: 'ratio' } }),
  })
  const [bestName, bestMs] = best(first)
  const size = `${(TOTAL_BYTES / 1e9).toFixed(1)} GB, ${LAYERS} layers`
  return [
    ms(
      `first upload, hashed on both sides (${size})`,
      uploaded.durationMs,
      `${bestName}, the best of three`,
      bestMs,
      1,
    ),
    ms('  the same', uploaded.durationMs, `${bestName} and sha256sum there`, bestMs + checkMs),
    ...RIVALS.map(name => ms('  the same', uploaded.durationMs, name, first[name])),
    ...PULLED.map((what, at) => ms('  the same', uploaded.durationMs, what, firstPulls[at] ?? 0)),
    ms(`second upload, ${CHANGED} layers changed`, again.durationMs, 'scp -r', second['scp -r'], 0.05),
    ms('  the same', again.durationMs, 'rsync -a', second['rsync -a'], 1),
    ms('  the same', again.durationMs, 'tar | ssh', second['tar | ssh']),
    ...PULLED.map((what, at) => ms('  the same', again.durationMs, what, secondPulls[at] ?? 0)),
    { what: 'directory understood', value: uploaded.understoodMs, unit: 'ms', aim: { below: 1000, of: 'value' } },
    { what: 'peak memory', value: uploaded.peakMb, unit: 'MB', aim: { below: 200, of: 'value' } },
  ]
}
