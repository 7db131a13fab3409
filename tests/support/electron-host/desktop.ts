/** What Electron has of the desktop around the window: dialogs, menu, displays, theme, the browser. */

import { onOrder, report } from './host.ts'

interface MessageBox {
  readonly message: string
  readonly detail?: string
  readonly buttons?: readonly string[]
}

let button = 0
onOrder(order => {
  if (order.kind === 'answer-dialogs') button = order.button
})

export const dialog = {
  showMessageBoxSync: (_window: unknown, { message, detail = '', buttons = [] }: MessageBox): number => {
    report({ kind: 'dialog', message, detail, buttons })
    return button
  },
  showErrorBox: (message: string, detail: string): void => {
    console.error(message, detail)
    report({ kind: 'dialog', message, detail, buttons: [] })
  },
}

export const Menu = {
  buildFromTemplate: (template: readonly unknown[]): readonly unknown[] => template,
  setApplicationMenu: (): void => undefined,
}

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1280, height: 900 } }],
}

export const nativeTheme = { themeSource: 'system', shouldUseDarkColors: false }

export const shell = {
  openExternal: (url: string): Promise<void> => {
    report({ kind: 'external', url })
    return Promise.resolve()
  },
}
