/** What `require('electron')` gives under the stand-in host: only what Drydock uses; anything else is undefined. */

export { BrowserWindow } from './browser-window.ts'
export { dialog, Menu, nativeTheme, screen, shell } from './desktop.ts'
export { app } from './electron-app.ts'
export { MessageChannelMain } from './message-ports.ts'
export { protocol } from './scheme.ts'
export { session } from './session.ts'
