/**
 * An OCI directory of 2 GB in 60 layers onto a machine, beside what copies folders: the same sshd on this computer, the
 * same run, one after the other, each begun when the disk has written what the one before left. Layers are noise, as
 * compressed layers are; nothing can be saved by compressing. Drydock hashes every blob on the way and once more on the
 * machine; the rivals hash nothing, so their time with a check behind it (`sha256sum` of every file) is shown as well.
 * Drydock is open with its connection from the first drop to the second, as its window is; the rivals' connection is part
 * of what they do. The account's ~/.bashrc is left out for all of them. Two rounds, and of each contestant the better one.
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SshTarget } from '../../electron/ssh/ssh-target.ts'
import { type OpensshServer, startOpensshServer } from '../support/openssh-server.ts'
import type { CleanUp } from './clean-up.ts'
import { build, CHANGED, LAYERS, rebuild, TOTAL_BYTES } from './drop-layout.ts'
import { openRegistry, type Registry } from './drop-registry.ts'
import type { UploadProcess, UploadTarget } from './drop-upload.ts'
import { type OpenedProcess, openProcess } from './open-process.ts'
import type { Result } from './result.ts'
import { runRival } from './run-rival.ts'

const PULLED = [
  'pulled from a registry here through ssh -R',
  'pulled from a registry here through a connection like Drydock’s (ssh2)',
]

type Uploads = OpenedProcess<UploadProcess>['process']

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

const placeOf = ({ root }: Bench, name: RivalName): string => join(root, name.replace(/\W+/g, '-'))

/** How each copies the folder to a place of its own. */
function rivalArgv(bench: Bench, name: RivalName): readonly string[] {
  const { server, source } = bench
  const port = String(server.port)
  const place = placeOf(bench, name)
  mkdirSync(place, { recursive: true })
  const who = whoOf(bench)
  if (name === 'scp -r') return ['scp', '-q', '-r', '-P', port, ...sshWords(bench), source, `${who}:${place}`]
  const ssh = sshOf(bench)
  if (name === 'rsync -a') return ['rsync', '-a', '-e', ssh.join(' '), source, `${who}:${place}`]
  // biome-ignore lint/suspicious/noTemplateCurlyInString: bash’s own, from the third word on
  const script = 'tar -C "$1" -cf - . | "${@:3}" "$2"'
  return ['bash', '-c', script, 'bash', source, `tar -C ${place} -xf -`, ...ssh, who]
}

/** What was written before is on the disk, so that the next one need not wait for it. */
const settle = (): void => void execFileSync('sync')

async function timeRival(bench: Bench, name: RivalName): Promise<number> {
  const { durationMs, exitCode } = await runRival(rivalArgv(bench, name), bench.cleanUp)
  if (exitCode !== 0) throw new Error(`${name} ended with ${exitCode}`)
  // Only rsync gains from what it copied before. Memory no file needs is quicker than memory this machine never had.
  if (name !== 'rsync -a') rmSync(placeOf(bench, name), { recursive: true })
  return durationMs
}

const RIVALS = ['scp -r', 'rsync -a', 'tar | ssh'] as const

async function timeRivals(bench: Bench): Promise<Readonly<Record<RivalName, number>>> {
  const times: [RivalName, number][] = []
  for (const name of RIVALS) {
    settle()
    times.push([name, await timeRival(bench, name)])
  }
  return Object.fromEntries(times) as Record<RivalName, number>
}

const targetOf = ({ server }: Bench): SshTarget => ({
  ...{ name: 'bench', host: server.host, port: server.port, user: server.user },
  ...{ keyPaths: [server.keyPath], useAgent: false, identitiesOnly: true, jump: [] },
  trustedHostKey: server.hostKey().split(' ')[1] ?? '',
})

const storeOf = ({ root }: Bench): string => join(root, 'drydock')

/** Drydock, open and connected. */
async function openUploads(bench: Bench): Promise<Uploads> {
  const target: UploadTarget = { target: targetOf(bench), store: storeOf(bench) }
  const env = { ...process.env, NODE_COMPILE_CACHE: join(bench.root, 'compiled') }
  const open = () => openProcess<UploadProcess>('./drop-upload.ts', target, { env }, bench.cleanUp)
  const compiling = open()
  await compiling.process.connect()
  await compiling.end()
  const { process: uploads } = open()
  await uploads.connect()
  return uploads
}

/** How long it takes to check what a rival copied. */
async function timeCheck(bench: Bench): Promise<number> {
  const script = 'find "$1" -type f -exec sha256sum {} +'
  return (await runRival(['sh', '-c', script, 'sh', placeOf(bench, 'rsync -a')], bench.cleanUp)).durationMs
}

async function openBench(cleanUp: CleanUp): Promise<Bench> {
  const root = mkdtempSync(join(tmpdir(), 'drop-'))
  cleanUp.add(() => rmSync(root, { recursive: true, force: true }))
  // scp speaks SFTP since OpenSSH 9.0. Debian’s bash reads ~/.bashrc for sshd only where no shell is around it (shell.c).
  const server = await startOpensshServer({ config: ['Subsystem sftp internal-sftp', 'SetEnv SHLVL=2'] })
  cleanUp.add(() => server.stop())
  return { server, root, source: join(root, 'my-os'), cleanUp }
}

async function timePulls(registry: Registry): Promise<readonly number[]> {
  const times: number[] = []
  for (const way of ['ssh -R', 'ssh2'] as const) {
    settle()
    times.push(await registry.timePull(way))
  }
  return times
}

type Name = RivalName | 'Drydock'
type Times = Readonly<Record<Name, number>>

/** Each copies the folder as it is now. */
async function timeAll(bench: Bench, uploads: Uploads, round: string): Promise<Times> {
  const rivals = await timeRivals(bench)
  settle()
  const directory = join(bench.root, `drydock.${round}`)
  const durationMs = await uploads.upload(bench.source, directory)
  // As a job does when it ends; the store keeps the blobs.
  rmSync(directory, { recursive: true })
  return { ...rivals, Drydock: durationMs }
}

/** The best of several rounds, each for itself. */
function bestOf(rounds: readonly Times[]): Times {
  const names = [...RIVALS, 'Drydock'] as const
  const times = names.map(name => [name, Math.min(...rounds.map(round => round[name]))] as const)
  return Object.fromEntries(times) as Times
}

function fastestRival(times: Times): RivalName {
  const [fastest = 'scp -r'] = RIVALS.toSorted((one, other) => times[one] - times[other])
  return fastest
}

/** What rsync and Drydock gain from. */
function forgetCopies(bench: Bench): void {
  for (const place of [placeOf(bench, 'rsync -a'), storeOf(bench)]) rmSync(place, { recursive: true, force: true })
}

export async function measureDrop(cleanUp: CleanUp): Promise<readonly Result[]> {
  const bench = await openBench(cleanUp)
  let layers = build(bench.source)
  const registry = await openRegistry({ ...bench, ssh: sshOf(bench), who: whoOf(bench) })
  registry.push()
  const uploads = await openUploads(bench)
  const understoodMs = await uploads.understand(bench.source)
  const first: Times[] = []
  for (const round of ['1', '2']) {
    forgetCopies(bench)
    first.push(await timeAll(bench, uploads, round))
  }
  const checkMs = await timeCheck(bench)
  const firstPulls = await timePulls(registry)
  const second: Times[] = []
  for (const round of ['3', '4']) {
    layers = rebuild(bench.source, layers)
    second.push(await timeAll(bench, uploads, round))
    if (round === '3') registry.push()
  }
  const secondPulls = await timePulls(registry)
  return [
    ...firstResults(bestOf(first), checkMs, firstPulls),
    ...secondResults(bestOf(second), secondPulls),
    { what: 'directory understood', value: understoodMs, unit: 'ms', aim: { below: 1000, of: 'value' } },
    { what: 'peak memory', value: await uploads.peakMb(), unit: 'MB', aim: { below: 200, of: 'value' } },
  ]
}

const row = (what: string, value: number, rivalWhat: string, rival: number, below?: number): Result => ({
  ...{ what, value, unit: 'ms', rival: { what: rivalWhat, value: rival } },
  ...(below === undefined ? {} : { aim: { below, of: 'ratio' } }),
})

const SAME = '  the same'

function firstResults(times: Times, checkMs: number, pulls: readonly number[]): readonly Result[] {
  const fastest = fastestRival(times)
  const size = `${(TOTAL_BYTES / 1e9).toFixed(1)} GB, ${LAYERS} layers`
  const what = `first upload, hashed on both sides (${size})`
  return [
    row(what, times.Drydock, `${fastest}, the best of three, and sha256sum there`, times[fastest] + checkMs, 1),
    ...RIVALS.map(name => row(SAME, times.Drydock, `${name}, nothing hashed`, times[name])),
    ...PULLED.map((pulled, at) => row(SAME, times.Drydock, pulled, pulls[at] ?? 0)),
  ]
}

function secondResults(times: Times, pulls: readonly number[]): readonly Result[] {
  return [
    row(`second upload, ${CHANGED} layers changed`, times.Drydock, 'scp -r', times['scp -r'], 0.05),
    row(SAME, times.Drydock, 'rsync -a', times['rsync -a'], 1),
    row(SAME, times.Drydock, 'tar | ssh', times['tar | ssh']),
    ...PULLED.map((pulled, at) => row(SAME, times.Drydock, pulled, pulls[at] ?? 0)),
  ]
}
