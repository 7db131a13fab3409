import CheckCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/check-circle-icon'
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/dynamic/icons/exclamation-triangle-icon'
import ThumbtackIcon from '@patternfly/react-icons/dist/dynamic/icons/thumbtack-icon'
import type { ReactNode } from 'react'
import { Digest } from '../ui/digest.tsx'
import { Middle } from '../ui/middle.tsx'
import { When } from '../ui/when.tsx'
import type { Berthed, Berths } from './berths.ts'
import { captions, type Place, places, signatureWords } from './words.ts'
import './strip.css'

interface Props {
  readonly berths: Berths
  /** Whose systems these are: `Systems on build-vm`. */
  readonly label: string
  /** What can be done to a berth, on the berth. */
  readonly actions?: Partial<Record<Place, ReactNode>>
  /** How far the right berth is filled: 0 to 1, or `unknown` while nobody can say. */
  readonly fill?: number | 'unknown' | undefined
  /** Whether the running system is the one that was asked for. */
  readonly verdict?: 'good' | 'bad' | undefined
  /** Facts that are no longer fresh. */
  readonly isOld?: boolean
  /** One line less: no digest and date. */
  readonly isSmall?: boolean
}

/** The three berths of a machine: way back ◂ running ▸ next restart. */
export function Strip({ berths, label, actions, fill, verdict, isOld, isSmall }: Props) {
  const look = ['dd-strip', isOld && 'dd-strip--old', isSmall && 'dd-strip--small'].filter(Boolean).join(' ')
  return (
    <ol className={look} aria-label={label}>
      {places.map(place => (
        <Berth
          key={place}
          place={place}
          system={berths[place]}
          actions={actions?.[place]}
          fill={place === 'next' ? fill : undefined}
          verdict={place === 'running' ? verdict : undefined}
          isSmall={isSmall}
        />
      ))}
    </ol>
  )
}

interface BerthProps {
  readonly place: Place
  readonly system: Berthed | undefined
  readonly actions: ReactNode
  readonly fill: Props['fill']
  readonly verdict: Props['verdict']
  readonly isSmall: boolean | undefined
}

function Berth({ place, system, actions, fill, verdict, isSmall }: BerthProps) {
  const look = ['dd-berth', `dd-berth--${place}`, !system && 'dd-berth--empty', verdict && `dd-berth--${verdict}`]
  return (
    <li className={look.filter(Boolean).join(' ')}>
      {place !== 'wayBack' && <Arrow towards={place === 'running' ? 'back' : 'next'} />}
      {fill !== undefined && <Water fill={fill} />}
      <div className="dd-berth__caption">
        <span>{captions[place]}</span>
        {verdict === 'good' && <CheckCircleIcon className="dd-berth__good" />}
        {verdict === 'bad' && <ExclamationTriangleIcon className="dd-berth__bad" />}
        {system?.pinned && (
          <span className="dd-berth__pin">
            <ThumbtackIcon /> pinned
          </span>
        )}
      </div>
      {system ? <System system={system} isSmall={isSmall} /> : <p className="dd-berth__nothing">{emptyWords[place]}</p>}
      {actions && <div className="dd-berth__actions">{actions}</div>}
    </li>
  )
}

const emptyWords: Readonly<Record<Place, string>> = {
  wayBack: 'No earlier system on the disk',
  running: 'Nothing known to run',
  next: 'Nothing staged: the same system again',
}

function System({ system, isSmall }: { readonly system: Berthed; readonly isSmall: boolean | undefined }) {
  const { name, version, digest, createdAt, note, signature } = system
  return (
    <>
      <div className="dd-berth__name">
        <Middle text={name} />
      </div>
      <div className="dd-berth__facts">
        {version && <span className="dd-berth__version">{version}</span>}
        {signature && !isSmall && <span>{signatureWords[signature]}</span>}
        {createdAt !== undefined && !isSmall && (
          <span>
            built <When at={createdAt} />
          </span>
        )}
      </div>
      {digest && !isSmall && (
        <div className="dd-berth__facts">
          <Digest digest={digest} />
        </div>
      )}
      {note && <div className="dd-berth__note">{note}</div>}
    </>
  )
}

function Arrow({ towards }: { readonly towards: 'back' | 'next' }) {
  return (
    <svg className={`dd-arrow dd-arrow--${towards}`} viewBox="0 0 28 12" aria-hidden="true">
      {towards === 'next' ? <path d="M1 6h24M20.5 1.5 25.5 6l-5 4.5" /> : <path d="M27 6H3M7.5 1.5 2.5 6l5 4.5" />}
    </svg>
  )
}

/** The water that rises in a berth while the image arrives. */
function Water({ fill }: { readonly fill: number | 'unknown' }) {
  const level = fill === 'unknown' ? 0.12 : Math.min(1, Math.max(0.02, fill))
  return (
    <span className={`dd-water ${fill === 'unknown' ? 'dd-water--unknown' : ''}`} aria-hidden="true">
      <span style={{ transform: `translateY(${(1 - level) * 100}%)` }} />
    </span>
  )
}
