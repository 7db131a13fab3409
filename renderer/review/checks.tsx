import BanIcon from '@patternfly/react-icons/dist/dynamic/icons/ban-icon'
import CheckCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/check-circle-icon'
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/dynamic/icons/exclamation-triangle-icon'
import type { ComponentType } from 'react'
import type { Check } from '../../shared/plan.ts'
import { levels, levelWords } from './review-words.ts'

const icons: Readonly<Record<Check['level'], ComponentType>> = {
  blocks: BanIcon,
  warns: ExclamationTriangleIcon,
  fine: CheckCircleIcon,
}

/** Every question that was asked beforehand, worst first; each a fact, what follows, and what to do. */
export function Checks({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <section className="dd-checks" aria-label="Checks">
      {levels.map(level => {
        const group = checks.filter(check => check.level === level)
        return group.length === 0 ? null : <Group key={level} level={level} checks={group} />
      })}
    </section>
  )
}

function Group({ level, checks }: { readonly level: Check['level']; readonly checks: readonly Check[] }) {
  const Icon = icons[level]
  return (
    <div className={`dd-checks__group dd-checks__group--${level}`}>
      <h2>
        <Icon /> {levelWords[level]} <span className="dd-subtle">{checks.length}</span>
      </h2>
      <ul>
        {checks.map(check => (
          <li key={check.id}>
            <span className="dd-checks__fact">{check.fact}</span>
            {check.consequence && <span className="dd-checks__consequence">{check.consequence}</span>}
            {check.action && <span className="dd-checks__action">{check.action}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}
