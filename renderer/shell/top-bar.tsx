import { Button } from '@patternfly/react-core'
import QuestionCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/outlined-question-circle-icon'
import { hrefOf, type Route } from '../app/route.ts'
import { Mark } from './mark.tsx'
import { RunningJobs } from './running-jobs.tsx'
import './top-bar.css'

const entries = [
  { route: { kind: 'machines' }, text: 'Machines' },
  { route: { kind: 'history' }, text: 'History' },
  { route: { kind: 'settings' }, text: 'Settings' },
] as const satisfies readonly { readonly route: Route; readonly text: string }[]

function isUnder(route: Route, entry: Route['kind']): boolean {
  if (entry === 'machines') return !['history', 'settings', 'job', 'unknown'].includes(route.kind)
  return route.kind === entry || (entry === 'history' && route.kind === 'job')
}

/** Name, places, what runs now, help: one slim line. PatternFly's masthead is made for more than this. */
export function TopBar({ route, onHelp }: { readonly route: Route; readonly onHelp: () => void }) {
  return (
    <header className="dd-top">
      <a className="dd-brand" href={hrefOf({ kind: 'machines' })}>
        <Mark />
        Drydock
      </a>
      <nav aria-label="Places">
        <ul className="dd-places">
          {entries.map(({ route: to, text }) => (
            <li key={to.kind}>
              <a href={hrefOf(to)} aria-current={isUnder(route, to.kind) ? 'page' : undefined}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="dd-top__end">
        <RunningJobs />
        <Button variant="plain" aria-label="Keys" title="Keys (?)" icon={<QuestionCircleIcon />} onClick={onHelp} />
      </div>
    </header>
  )
}
