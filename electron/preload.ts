/**
 * Hands the port that came from the app to the page, and tells where a file lies that a person dropped or chose; nothing
 * else. contextBridge cannot carry a MessagePort, so that goes by window.postMessage; the page's listener stands by the
 * time the load event is over, which is when the app sends it. A reload brings a new one.
 */

import { contextBridge, ipcRenderer, webUtils } from 'electron'

ipcRenderer.on('drydock-port', event => {
  window.postMessage({ kind: 'drydock-port' }, window.location.origin, [...event.ports])
})

contextBridge.exposeInMainWorld('drydock', { pathForFile: (file: File): string => webUtils.getPathForFile(file) })
