import AngleLeftIcon from '@patternfly/react-icons/dist/dynamic/icons/angle-left-icon'
import AngleRightIcon from '@patternfly/react-icons/dist/dynamic/icons/angle-right-icon'
import type { Berthed, Berths } from './berths.ts'
import { captions, type Place, places } from './words.ts'
import './chips.css'

/** The end of a reference, which tells systems apart in a narrow place: `fedora-coreos:stable`. */
export const shortName = (name: string): string => name.split('@')[0]?.split('/').at(-1) || name

interface Props {
  readonly berths: Berths
  readonly isOld?: boolean
  /** The captions of the berths in sight, where no table head says them. */
  readonly hasCaptions?: boolean
}

/** The strip in one line, for a table. */
export function Chips({ berths, isOld = false, hasCaptions = false }: Props) {
  return (
    <ol className={isOld ? 'dd-chips dd-chips--old' : 'dd-chips'} aria-label="Systems">
      {places.map(place => (
        <Chip key={place} place={place} system={berths[place]} hasCaption={hasCaptions} />
      ))}
    </ol>
  )
}

interface ChipProps {
  readonly place: Place
  readonly system: Berthed | undefined
  readonly hasCaption: boolean
}

function Chip({ place, system, hasCaption }: ChipProps) {
  const title = `${captions[place]}: ${system ? [system.name, system.version].filter(Boolean).join(' · ') : 'nothing'}`
  return (
    <li className={`dd-chip dd-chip--${place} ${system ? '' : 'dd-chip--empty'}`} title={title}>
      {place === 'running' && <AngleLeftIcon className="dd-chip__arrow" />}
      {place === 'next' && <AngleRightIcon className="dd-chip__arrow" />}
      <span className={hasCaption ? 'dd-chip__caption' : 'pf-v6-screen-reader'}>{captions[place]}</span>
      <span className="dd-chip__box">
        {system ? (
          <span className="dd-chip__name">{shortName(system.name)}</span>
        ) : (
          <span className="dd-chip__none">none</span>
        )}
        {system?.version && <span className="dd-chip__version">{system.version}</span>}
      </span>
    </li>
  )
}
