import { useEffect, useState } from 'react'
import type { ImageExplanation } from '../../shared/api.ts'
import { toAppError } from '../../shared/errors.ts'
import { useApi } from '../app/use-app.ts'

const PAUSE_MS = 250

export type Explained =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'said'; readonly text: string; readonly explanation: ImageExplanation }

/** What a reference would mean on a machine, asked once the typing pauses; the last answer stays until the next comes. */
export function useExplanation(machineId: string, text: string): Explained {
  const api = useApi()
  const [explained, setExplained] = useState<Explained>({ kind: 'waiting' })
  useEffect(() => {
    let isWanted = true
    const say = (explanation: ImageExplanation): void => {
      if (isWanted) setExplained({ kind: 'said', text, explanation })
    }
    const ask = (): void =>
      void api
        .explainImage(machineId, text)
        .then(say, thrown => say({ kind: 'unknown', text: toAppError(thrown).message }))
    const timer = setTimeout(ask, text.trim() === '' ? 0 : PAUSE_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [api, machineId, text])
  return explained
}
