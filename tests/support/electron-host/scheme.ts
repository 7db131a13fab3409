import type { Route } from '@playwright/test'
import { fromHttp } from './host.ts'

type Handler = (request: Request) => Promise<Response>

const handlers = new Map<string, Handler>()

/** Electron's `protocol`, of which Drydock uses two functions. */
export const protocol = {
  registerSchemesAsPrivileged: (): void => undefined,
  handle: (scheme: string, handler: Handler): void => void handlers.set(scheme, handler),
}

/** Answers a request of the page by the handler of its scheme; false where there is none. */
export async function answerByScheme(route: Route): Promise<boolean> {
  const url = fromHttp(route.request().url())
  const handler = handlers.get(new URL(url).protocol.slice(0, -1))
  if (!handler) return false
  const response = await handler(new Request(url, { method: route.request().method() }))
  const body = Buffer.from(await response.arrayBuffer())
  await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body })
  return true
}
