/**
 * The page: connects, opens the app, draws the window. In three turns, so that a click or a key never waits for all of
 * them; connecting is in the first, because Electron hands over its port as soon as the page is loaded.
 */
import './app/without-eval.ts'
import '@patternfly/react-core/dist/styles/base.css'
import './app/tokens.css'
import { createRoot } from 'react-dom/client'
import { openApp } from './app/open-app.ts'
import { connect } from './connection/connect.ts'

const root = document.getElementById('root')
if (root) {
  const app = openApp(connect)
  const { Window } = await import('./app/window.tsx')
  setTimeout(() => createRoot(root).render(<Window app={app} />))
}
