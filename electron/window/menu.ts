import { Menu, type MenuItemConstructorOptions } from 'electron'
import { openOutside } from './navigation-rules.ts'

const view = (isDevelopment: boolean): MenuItemConstructorOptions => ({
  label: 'View',
  submenu: [
    ...(isDevelopment ? ([{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }] as const) : []),
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ],
})

const help: MenuItemConstructorOptions = {
  role: 'help',
  submenu: [
    { label: 'About image-based Linux', click: () => openOutside('https://bootc-dev.github.io/bootc/') },
    { label: 'About rpm-ostree', click: () => openOutside('https://coreos.github.io/rpm-ostree/') },
  ],
}

/** Sets the application menu: Electron's own roles, so labels and shortcuts are the platform's. */
export function setMenu(options: { readonly isDevelopment: boolean; readonly platform: NodeJS.Platform }): void {
  const first: MenuItemConstructorOptions = options.platform === 'darwin' ? { role: 'appMenu' } : { role: 'fileMenu' }
  const template = [
    first,
    { role: 'editMenu' } as const,
    view(options.isDevelopment),
    { role: 'windowMenu' } as const,
    help,
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
