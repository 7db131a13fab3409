/** Which local images are offered, in which order, and why some cannot be chosen. Pure. */
import type { LocalImage } from '../../shared/machine.ts'

/** Why an image cannot be booted on a machine, or undefined where it can. */
export function whyNot(
  { isBootable, architecture }: LocalImage,
  machineArchitecture: string | undefined,
): string | undefined {
  if (!isBootable) return 'a normal container image, not an operating system'
  if (architecture && machineArchitecture && architecture !== machineArchitecture)
    return `built for ${architecture}; this machine is ${machineArchitecture}`
  return undefined
}

const rank = ({ isBootable, name }: LocalImage): number => (isBootable ? 0 : 2) + (name === undefined ? 1 : 0)

/** Bootable ones first, newest first; narrowed by what is typed as long as that leaves any. */
export function offeredImages(images: readonly LocalImage[], text: string): readonly LocalImage[] {
  const typed = text.trim().toLowerCase()
  const ordered = [...images].sort((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt)
  const matching = ordered.filter(({ name }) => name?.toLowerCase().includes(typed))
  const isOneOfThem = images.some(({ name }) => name?.toLowerCase() === typed)
  return matching.length === 0 || isOneOfThem ? ordered : matching
}
