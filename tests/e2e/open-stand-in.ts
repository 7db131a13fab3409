import { openElectronHost } from '../support/electron-host/open-electron-host.ts'
import type { OpenEntry } from './opened-entry.ts'

const CLOSE_DRYDOCK = 1

/** The built main process and preload script under the stand-in for Electron. */
export const openStandInEntry: OpenEntry = async ({ env }) => {
  const host = await openElectronHost({ appPath: process.cwd(), env })
  return {
    page: host.page,
    close: async () => {
      host.order({ kind: 'answer-dialogs', button: CLOSE_DRYDOCK })
      host.order({ kind: 'close-window' })
      const code = await host.ended
      await host.close()
      if (code !== 0) throw new Error(`Drydock under the stand-in host ended with ${code}`)
    },
  }
}
