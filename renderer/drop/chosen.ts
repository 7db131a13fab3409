/** Which image of a layout and which machine are chosen, as long as a person did not say. Pure. */

import type { Layout, LayoutImage } from '../../shared/layout.ts'
import type { Machine } from '../../shared/machine.ts'

const fits = ({ architecture, problem }: LayoutImage, machine: Machine | undefined): boolean =>
  !problem && architecture !== undefined && architecture === machine?.facts?.architecture

/** The image for a machine: its own architecture’s, else the first that can be used. */
export const imageFor = ({ images }: Layout, machine: Machine | undefined): LayoutImage | undefined =>
  images.find(image => fits(image, machine)) ?? images.find(({ problem }) => !problem) ?? images[0]

/** The machine that was meant; else the only one that can be rebased now and for which there is an image. */
export function machineFor(
  { images }: Layout,
  machines: readonly Machine[],
  machineId: string | undefined,
): Machine | undefined {
  const meant = machines.find(({ id }) => id === machineId)
  if (meant) return meant
  const fitting = machines.filter(machine => machine.facts?.backend && images.some(image => fits(image, machine)))
  return fitting.find(({ isDefault }) => isDefault) ?? fitting[0]
}
