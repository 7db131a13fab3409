/** A page that draws the real window over a scripted api: for looking at every screen in every state. */
import '../../../renderer/app/without-eval.ts'
import '@patternfly/react-core/dist/styles/base.css'
import '../../../renderer/app/tokens.css'
import { createRoot } from 'react-dom/client'
import { createStore } from 'zustand/vanilla'
import { openApp } from '../../../renderer/app/open-app.ts'
import { Window } from '../../../renderer/app/window.tsx'
import type { LinkState } from '../../../renderer/connection/link.ts'
import { openScriptedApi } from '../../support/scripted-api.ts'
import { scenes } from './scenes.ts'

const query = new URLSearchParams(location.search)
const scene = scenes[query.get('scene') ?? 'usual'] ?? {}
const theme = query.get('theme') === 'dark' ? 'dark' : 'light'
const link: LinkState =
  query.get('link') === 'lost'
    ? { kind: 'lost', attempt: 2 }
    : query.get('link') === 'no-session'
      ? { kind: 'no-session' }
      : { kind: 'open' }

const app = openApp(hear => ({
  api: openScriptedApi({ ...scene, settings: { ...scene.settings, theme } }, hear).api,
  link: createStore<LinkState>(() => ({ kind: 'open' })),
}))
app.link.setState(link, true)
const root = document.getElementById('root')
if (root) createRoot(root).render(<Window app={app} />)
