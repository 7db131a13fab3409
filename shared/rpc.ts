/**
 * Carries `Api` over any channel. birpc does the calls; errors travel as data, because structured clone keeps only an
 * Error's message, and every argument is checked where it comes in.
 */

import { type BirpcReturn, createBirpc } from 'birpc'
import * as z from 'zod'
import { type Api, argumentSchemas, type WindowApi } from './api.ts'
import { AppError, type ErrorReport, fromReport, toAppError } from './errors.ts'

/** The least a transport must do. A MessagePort and a WebSocket each need a few lines. */
export interface Channel {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}

type Result = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorReport }
type Wire = { readonly [Method in keyof Api]: (...args: unknown[]) => Promise<Result> }

const methodNames = Object.keys(argumentSchemas) as readonly (keyof Api)[]

function checkedArguments(method: keyof Api, args: readonly unknown[]): unknown[] {
  const checked = argumentSchemas[method].safeParse(args)
  if (checked.success) return checked.data as unknown[]
  throw new AppError('usage/invalid', { reason: `${method}: ${z.prettifyError(checked.error)}` })
}

async function answer(api: Api, method: keyof Api, args: readonly unknown[]): Promise<Result> {
  try {
    const call = api[method] as (...args: unknown[]) => Promise<unknown>
    return { ok: true, value: await call.apply(api, checkedArguments(method, args)) }
  } catch (thrown) {
    return { ok: false, error: toAppError(thrown).report }
  }
}

export interface ServedWindow {
  readonly announce: WindowApi['announce']
  close(): void
}

/** Answers a window's questions with `api`; returns how to tell that window something. */
export function serveApi(channel: Channel, api: Api): ServedWindow {
  const wire = Object.fromEntries(
    methodNames.map(method => [method, (...args: unknown[]) => answer(api, method, args)]),
  ) as unknown as Wire
  const rpc: BirpcReturn<WindowApi, Wire> = createBirpc<WindowApi, Wire>(wire, {
    post: message => channel.send(message),
    on: listener => channel.onMessage(listener),
    eventNames: ['announce'],
    timeout: -1,
  })
  return {
    announce: announcements => void rpc.announce.asEvent(announcements).catch(() => undefined),
    close: () => rpc.$close(),
  }
}

/** The window's end: an object shaped like the api. `onAnnounce` hears what changed. */
export function connectApi(channel: Channel, onAnnounce: WindowApi['announce']): Api {
  const rpc = createBirpc<Wire, WindowApi>(
    { announce: onAnnounce },
    { post: message => channel.send(message), on: listener => channel.onMessage(listener), timeout: -1 },
  )
  const call = async (method: keyof Api, args: unknown[]): Promise<unknown> => {
    const result = await rpc.$call(method, ...args)
    if (result.ok) return result.value
    throw fromReport(result.error)
  }
  return Object.fromEntries(
    methodNames.map(method => [method, (...args: unknown[]) => call(method, args)]),
  ) as unknown as Api
}
