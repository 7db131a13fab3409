/**
 * Hands the port that came from the app to the page, and does nothing else. contextBridge cannot carry a MessagePort,
 * so it goes by window.postMessage; the page's listener stands by the time the load event is over, which is when
 * the app sends it. A reload brings a new one.
 */

import { ipcRenderer } from 'electron'

ipcRenderer.on('drydock-port', event => {
  window.postMessage({ kind: 'drydock-port' }, window.location.origin, [...event.ports])
})
