/**
 * Drydock as the web entry makes it, in a process of its own that can be asked for its memory and its blocks. Started by
 * open-app-process.ts with its options as JSON; speaks over Node's IPC.
 */

import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, openApp } from '../../electron/app.ts'
import { openWebServer } from '../../electron/web/web-server.ts'
import type { Api } from '../../shared/api.ts'
import { type Blocks, watchBlocks } from './blocks.ts'
import { answerParent } from './open-process.ts'
import type { BenchHome } from './stand-in-machine.ts'

export interface Memory {
  readonly rssBytes: number
  readonly heapBytes: number
}

export interface ListTimes {
  /** From the start of opening the app. */
  readonly openMs: number
  readonly listMs: number
  /** Until each machine said what it is, or that it cannot be reached. */
  readonly answeredMs: number
  readonly readyMs: number
  readonly readyCount: number
}

export interface Timed {
  readonly durationMs: number
  /** Of a text or a list. */
  readonly length: number
  readonly blocks: Blocks
}

/** What the process answers. */
export interface AppProcess {
  call(method: keyof Api, ...args: readonly unknown[]): Promise<unknown>
  /** Opens the app; the address is for one browser. */
  open(): Promise<string>
  /** Blocks since the last call. */
  blocks(): Promise<Blocks>
  /** Asks something and keeps the answer: how long it took, and how long the answer is. */
  time(method: keyof Api, ...args: readonly unknown[]): Promise<Timed>
  /** After a collection of garbage. */
  memory(): Memory
  /** Lists the machines and waits for all their answers. */
  timeList(): Promise<ListTimes>
  close(): Promise<void>
}

const home = JSON.parse(process.argv[2] ?? '') as BenchHome
const blocks = watchBlocks()
let openedAt = 0
let app: App
let closeServer: () => Promise<void>

async function open(): Promise<string> {
  openedAt = performance.now()
  app = await openApp({ ...home, entry: 'web', version: '0' })
  const server = await openWebServer({ app, pageDir: 'dist/renderer', port: 0 })
  closeServer = server.close
  return server.freshAddress()
}

async function timeList(): Promise<ListTimes> {
  const sinceOpening = (): number => performance.now() - openedAt
  const openMs = sinceOpening()
  let machines = await app.api.listMachines()
  const listMs = sinceOpening()
  const count = (kind: string): number => machines.filter(each => each.state.kind === kind).length
  let [readyMs, readyCount] = [0, 0]
  while (count('asking') > 0) {
    await Promise.race([
      sleep(1000),
      new Promise<void>(resolve => {
        const stop = app.onAnnounce(() => {
          stop()
          resolve()
        })
      }),
    ])
    machines = await app.api.listMachines()
    if (count('ready') > readyCount) [readyMs, readyCount] = [sinceOpening(), count('ready')]
  }
  return { openMs, listMs, answeredMs: sinceOpening(), readyMs, readyCount }
}

const call: AppProcess['call'] = (method, ...args) =>
  (app.api[method] as (...words: readonly unknown[]) => Promise<unknown>)(...args)

async function time(method: keyof Api, ...args: readonly unknown[]): Promise<Timed> {
  await blocks.read()
  const startedAt = performance.now()
  const { length } = (await call(method, ...args)) as { readonly length: number }
  return { durationMs: performance.now() - startedAt, length, blocks: await blocks.read() }
}

function memory(): Memory {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return { rssBytes: rss, heapBytes: heapUsed }
}

const answers: AppProcess = {
  call,
  time,
  open,
  blocks: blocks.read,
  memory,
  timeList,
  async close() {
    await closeServer()
    await app.close()
    process.disconnect()
  },
}

answerParent(answers)
