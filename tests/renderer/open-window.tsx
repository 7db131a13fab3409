/** Draws the real window over a scripted api at one address, as a person would open it. */
import { cleanup, render } from '@testing-library/react'
import { onTestFinished, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { type App, openApp } from '../../renderer/app/open-app.ts'
import { Window } from '../../renderer/app/window.tsx'
import type { LinkState } from '../../renderer/connection/link.ts'
import { openScriptedApi, type Script, type ScriptedApi } from '../support/scripted-api.ts'

export interface OpenedWindow extends ScriptedApi {
  readonly app: App
}

export const PAGE_PX = 800

/** happy-dom lays nothing out; lists and logs draw the rows for which there is room. */
function layOut(): void {
  const height = vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(PAGE_PX)
  onTestFinished(() => height.mockRestore())
}

/** The window at `hash`; gone again when the test ends. */
export function openWindow(script: Script, hash: string): OpenedWindow {
  location.hash = hash
  layOut()
  let scripted: ScriptedApi | undefined
  const app = openApp(hear => {
    scripted = openScriptedApi(script, hear)
    return { api: scripted.api, link: createStore<LinkState>(() => ({ kind: 'open' })) }
  })
  render(<Window app={app} />)
  onTestFinished(cleanup)
  if (!scripted) throw new Error('openApp connects at once')
  return { ...scripted, app }
}
