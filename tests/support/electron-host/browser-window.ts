import { EventEmitter } from 'node:events'
import type { Page, Route } from '@playwright/test'
import { openChromium } from './chromium-window.ts'
import { app, onQuit } from './electron-app.ts'
import { fromHttp, onOrder, preventable, report, toHttp } from './host.ts'
import type { Port } from './message-ports.ts'
import { openPageBridge, type PageBridge } from './page-bridge.ts'
import { answerByScheme } from './scheme.ts'
import { askPermission } from './session.ts'

interface WindowOptions {
  readonly width: number
  readonly height: number
  readonly webPreferences: Readonly<Record<string, unknown>> & { readonly preload: string }
}

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'deny' | 'allow' }

/** The options without which a window would not be sandboxed; a stand-in can at least insist on them. */
const required = { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true } as const

class WebContents extends EventEmitter {
  page: Page | undefined
  bridge: PageBridge | undefined
  openHandler: OpenHandler = () => ({ action: 'allow' })
  readonly mainFrame = {
    postMessage: (channel: string, _message: unknown, ports: readonly Port[] = []) =>
      this.bridge?.postMessage(channel, ports),
  }

  setWindowOpenHandler = (handler: OpenHandler): void => {
    this.openHandler = handler
  }
  getURL = (): string => fromHttp(this.page?.url() ?? '')
  reload = (): void => void this.page?.reload()

  /** Own navigations are asked for first, as Electron does; everything else goes to the scheme's handler. */
  async answer(route: Route): Promise<void> {
    const url = fromHttp(route.request().url())
    if (route.request().isNavigationRequest() && this.getURL() !== 'about:blank') {
      const isMainFrame = route.request().frame().parentFrame() === null
      const event = Object.assign(preventable(), { url, isMainFrame })
      this.emit('will-frame-navigate', event)
      if (event.defaultPrevented) {
        report({ kind: 'refused-navigation', url })
        return route.abort('aborted')
      }
    }
    if (!(await answerByScheme(route))) await route.abort('addressunreachable')
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents()
  private readonly options: WindowOptions
  private isOpen: boolean

  constructor(options: WindowOptions) {
    super()
    for (const [name, value] of Object.entries(required)) {
      if (options.webPreferences[name] !== value) throw new Error(`webPreferences.${name} has to be ${value}`)
    }
    this.options = options
    this.isOpen = true
    onQuit(() => this.close())
    onOrder(order => {
      if (order.kind === 'close-window') this.close()
      if (order.kind === 'ask-permission') askPermission(order.permission, this.webContents)
    })
  }

  async loadURL(url: string): Promise<void> {
    const { context, debuggerUrl } = await openChromium(this.options)
    const page = context.pages()[0] ?? (await context.newPage())
    const contents = this.webContents
    contents.page = page
    contents.bridge = await openPageBridge(page, this.options.webPreferences.preload)
    await context.route('**/*', route => contents.answer(route))
    context.on('page', opened => {
      void opened.close()
    })
    page.on('popup', opened => contents.openHandler({ url: opened.url() }))
    page.on('domcontentloaded', () => this.emit('ready-to-show'))
    page.on('load', () => contents.emit('did-finish-load'))
    await page.goto(toHttp(url))
    report({ kind: 'window', debuggerUrl })
  }

  close = (): boolean => {
    if (!this.isOpen) return true
    const event = preventable()
    this.emit('close', event)
    if (event.defaultPrevented) return false
    this.isOpen = false
    this.emit('closed')
    app.emit('window-all-closed')
    return true
  }

  getNormalBounds = () => ({ x: 0, y: 0, width: this.options.width, height: this.options.height })
  isMaximized = (): boolean => false
  isMinimized = (): boolean => false
  maximize = (): void => undefined
  restore = (): void => undefined
  show = (): void => undefined
  focus = (): void => undefined
}
