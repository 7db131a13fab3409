/** Which machines are shown. Pure. */
import type { Machine } from '../../shared/machine.ts'
import { isRestartPending, kindWords, osWords } from './machine-words.ts'

export type Filter = 'all' | 'restart' | 'unreachable'

const filters: Readonly<Record<Filter, (machine: Machine) => boolean>> = {
  all: () => true,
  restart: isRestartPending,
  unreachable: machine => machine.state.kind === 'unreachable',
}

const textOf = ({ name, address, kind, facts }: Machine): string =>
  [
    name,
    address,
    kindWords[kind],
    facts ? osWords(facts) : '',
    ...(facts?.status?.deployments.map(({ image, version }) => `${image?.reference ?? ''} ${version ?? ''}`) ?? []),
  ]
    .join(' ')
    .toLowerCase()

/** The machines a filter and a search leave; every word of the search has to be somewhere in what is shown of it. */
export function shownMachines(machines: readonly Machine[], filter: Filter, search: string): readonly Machine[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return machines.filter(filters[filter]).filter(machine => {
    const text = textOf(machine)
    return words.every(word => text.includes(word))
  })
}

/** How many machines each filter shows. */
export const countsOf = (machines: readonly Machine[]): Readonly<Record<Filter, number>> => ({
  all: machines.length,
  restart: machines.filter(filters.restart).length,
  unreachable: machines.filter(filters.unreachable).length,
})
