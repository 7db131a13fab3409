import { report } from './host.ts'

type RequestHandler = (contents: unknown, permission: string, callback: (isGranted: boolean) => void) => void

let requestHandler: RequestHandler | undefined

/** Electron's `session`, of which Drydock sets the three permission handlers. */
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: RequestHandler): void => {
      requestHandler = handler
    },
    setPermissionCheckHandler: (): void => undefined,
    setDevicePermissionHandler: (): void => undefined,
  },
}

/** Asks as a page would, and reports the answer; without a handler Electron grants everything. */
export function askPermission(permission: string, contents: unknown): void {
  const answer = (isGranted: boolean): void => report({ kind: 'permission', permission, isGranted })
  if (requestHandler) requestHandler(contents, permission, answer)
  else answer(true)
}
