import { once } from 'node:events'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { runProgram } from './run-script.ts'
import { type Supervised, startSupervised } from './supervised.ts'

/** What the lab's registry is called by its machines, whatever port it has here. */
export const REGISTRY_NAME = 'registry.lab:5000'

export interface LabRegistry {
  /** On 127.0.0.1, plain HTTP. */
  readonly port: number
  /** From then on connections are refused, until `start()` brings it back on the same port. */
  stop(): Promise<void>
  /** Does nothing where it is up. */
  start(): Promise<void>
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function startProgram(directory: string, port: number): Promise<Supervised> {
  const program = startSupervised(['docker-registry', 'serve', 'config.yml'], { directory, removeDirectory: false })
  while (!(await isListening(port))) {
    if (program.hasEnded()) throw new Error(`docker-registry did not start: see ${directory}/output.log`)
    await delay(20)
  }
  return program
}

/** Blobs are named by their content and never rewritten, so hard links do; the rest changes with a push. */
async function copyContent(from: string, to: string): Promise<void> {
  const [source, target] = [from, to].map(path => join(path, 'docker', 'registry', 'v2')) as [string, string]
  mkdirSync(target, { recursive: true })
  cpSync(join(source, 'repositories'), join(target, 'repositories'), { recursive: true })
  try {
    await runProgram(['cp', '-al', join(source, 'blobs'), join(target, 'blobs')])
  } catch {
    // Another file system: a copy then.
    await runProgram(['cp', '-aT', join(source, 'blobs'), join(target, 'blobs')])
  }
}

/** A real registry (Debian's docker-registry) in `directory`, on a free port, with its own copy of what is in `content`. */
export async function startRegistry(directory: string, content?: string): Promise<LabRegistry> {
  const port = await freePort()
  mkdirSync(directory, { recursive: true })
  if (content !== undefined) await copyContent(content, directory)
  writeFileSync(
    join(directory, 'config.yml'),
    `version: 0.1\nlog: {level: error}\nstorage:\n  filesystem: {rootdirectory: ${JSON.stringify(directory)}}\n  delete: {enabled: true}\nhttp: {addr: "127.0.0.1:${port}"}\n`,
  )
  let program = await startProgram(directory, port)
  return {
    port,
    stop: () => program.stop(),
    start: async () => {
      if (!(await isListening(port))) program = await startProgram(directory, port)
    },
  }
}
