/** The page: connects, opens the app, draws the window. */
import './app/without-eval.ts'
import '@patternfly/react-core/dist/styles/base.css'
import './app/tokens.css'
import { createRoot } from 'react-dom/client'
import { openApp } from './app/open-app.ts'
import { Window } from './app/window.tsx'
import { connect } from './connection/connect.ts'

const root = document.getElementById('root')
if (root) createRoot(root).render(<Window app={openApp(connect)} />)
