import { useCallback } from 'react'
import { AppError } from '../../shared/errors.ts'
import { navigate } from '../app/route.ts'
import { useApp } from '../app/use-app.ts'
import type { Dropped } from './dropped.ts'

const SEVERAL = 'Drop one thing: a folder in the OCI layout, or one archive.'

/** Takes in what was dropped or chosen and goes to the page that says what it is; `machineId` is then chosen already. */
export function useTake(machineId: string | undefined) {
  const { drop } = useApp()
  return useCallback(
    async (dropped: Dropped | Promise<Dropped> | undefined): Promise<void> => {
      const chosen = machineId === undefined ? {} : { machineId }
      navigate({ kind: 'drop', ...chosen })
      if (!dropped) {
        drop.getState().fail(new AppError('upload/drop-refused', { reason: SEVERAL }).report)
        return
      }
      const path = await drop.getState().take(dropped)
      if (path !== undefined) navigate({ kind: 'drop', path, ...chosen })
    },
    [drop, machineId],
  )
}
