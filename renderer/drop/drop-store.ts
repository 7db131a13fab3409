import { createStore, type StoreApi } from 'zustand/vanilla'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import type { Dropped } from './dropped.ts'
import { sendDrop } from './send-drop.ts'

/*
 *   idle ⇄ sending ──▶ failed        a browser streams it; where the path is known nothing is sent
 */
export type DropState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly name: string; readonly sentBytes: number; readonly totalBytes: number }
  | { readonly kind: 'failed'; readonly error: ErrorReport }

export interface DropStore {
  readonly state: DropState
  /** Resolves with the path on this computer, or undefined when it failed or was left. */
  take(dropped: Dropped | Promise<Dropped>): Promise<string | undefined>
  fail(error: ErrorReport): void
  cancel(): void
}

/** What is being taken in now: one thing at a time. */
export function createDropStore(): StoreApi<DropStore> {
  let stopping = new AbortController()
  return createStore<DropStore>(set => {
    const say = (state: DropState): void => set({ state })

    async function take(given: Dropped | Promise<Dropped>): Promise<string | undefined> {
      stopping.abort()
      stopping = new AbortController()
      const { signal } = stopping
      const sayIfWanted = (state: DropState): void => {
        if (!signal.aborted) say(state)
      }
      try {
        const dropped = await given
        const { name, path } = dropped
        if (path !== undefined) return path
        return await sendDrop(dropped, {
          signal,
          onSent: (sentBytes, totalBytes) => sayIfWanted({ kind: 'sending', name, sentBytes, totalBytes }),
        }).finally(() => sayIfWanted({ kind: 'idle' }))
      } catch (thrown) {
        sayIfWanted({ kind: 'failed', error: toAppError(thrown).report })
        return undefined
      }
    }

    return {
      state: { kind: 'idle' },
      take,
      fail: error => say({ kind: 'failed', error }),
      cancel() {
        stopping.abort(new Error('left'))
        say({ kind: 'idle' })
      },
    }
  })
}
