/** The page's half of the stand-in: an `ipcRenderer`, and ports whose other end is in the main process. */

import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { Port } from './message-ports.ts'

interface InPage {
  electronHostSend: (portId: number, data: unknown) => Promise<void>
  electronHostPaths?: Readonly<Record<string, string>>
  electronHost: {
    receive: (channel: string, portIds: readonly number[]) => void
    deliver: (portId: number, data: unknown) => void
  }
}

/** Runs in the page before anything of it. `bridge` is what the preload gets for `require('electron')`. */
function startBridge(): unknown {
  const page = window as unknown as InPage
  const listeners = new Map<string, (event: { ports: readonly MessagePort[] }) => void>()
  const ports = new Map<number, MessagePort>()
  const openPort = (portId: number): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = event => void page.electronHostSend(portId, event.data)
    ports.set(portId, port1)
    return port2
  }
  page.electronHost = {
    receive: (channel, portIds) => listeners.get(channel)?.({ ports: portIds.map(openPort) }),
    deliver: (portId, data) => ports.get(portId)?.postMessage(data),
  }
  return {
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => Object.assign(window, { [name]: api }) },
    // Only Electron knows where a file lies; a test says it beforehand, by name.
    webUtils: { getPathForFile: (file: File) => page.electronHostPaths?.[file.name] ?? '' },
    ipcRenderer: {
      on: (channel: string, listener: (event: { ports: readonly MessagePort[] }) => void) =>
        listeners.set(channel, listener),
    },
  }
}

const isolatePreload = (source: string): string =>
  `{ const electron = (${startBridge.toString()})();
  if (window === window.top) ((require, module, exports) => { ${source}\n })(
    name => { if (name !== 'electron') throw new Error('a sandboxed preload cannot load ' + name); return electron }, {}, {}) }`

export interface PageBridge {
  /** Hands ports to the page's preload, as `webFrameMain.postMessage` does. */
  readonly postMessage: (channel: string, ports: readonly Port[]) => void
}

/** Puts the preload script into every document of `page`. */
export async function openPageBridge(page: Page, preload: string): Promise<PageBridge> {
  const ports = new Map<number, Port>()
  let lastPortId = 0
  await page.exposeFunction('electronHostSend', (portId: number, data: unknown) => ports.get(portId)?.deliver(data))
  await page.addInitScript(isolatePreload(readFileSync(preload, 'utf8')))
  const toPage = (portId: number, data: unknown): void => {
    const message: [number, unknown] = [portId, data]
    page
      .evaluate(([id, sent]) => (window as unknown as InPage).electronHost.deliver(id, sent), message)
      .catch(() => undefined)
  }
  const handOver = (port: Port): number => {
    const portId = ++lastPortId
    ports.set(portId, port)
    port.receive = data => toPage(portId, data)
    return portId
  }
  return {
    postMessage: (channel, handed) => {
      const message: [string, number[]] = [channel, handed.map(handOver)]
      page
        .evaluate(([name, portIds]) => (window as unknown as InPage).electronHost.receive(name, portIds), message)
        .catch(() => undefined)
    },
  }
}
