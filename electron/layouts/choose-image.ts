import { AppError, fromReport } from '../../shared/errors.ts'
import { type Layout, type LayoutImage, layoutImageName } from '../../shared/layout.ts'

const isMeant = ({ names, digest }: LayoutImage, chosen: string): boolean =>
  names.includes(chosen) ||
  digest === chosen ||
  (/^[0-9a-f]{6,}$/.test(chosen) && digest.startsWith(`sha256:${chosen}`))

function ambiguous({ path }: Layout, images: readonly LayoutImage[]): AppError {
  return new AppError('layout/choose', { path, images: images.map(layoutImageName).join(' · ') })
}

function only(layout: Layout, images: readonly LayoutImage[]): LayoutImage {
  const [first, ...others] = images
  if (!first) throw ambiguous(layout, layout.images)
  if (others.length > 0) throw ambiguous(layout, images)
  if (first.problem) throw fromReport(first.problem)
  return first
}

/**
 * The image that is meant: the one asked for by a name or digest, else the only one for the machine’s architecture (OCI
 * name), else the only one at all. Throws `layout/choose` where that is not one, and the image’s own problem.
 */
export function chooseImage(layout: Layout, architecture: string, chosen?: string): LayoutImage {
  const { images } = layout
  if (chosen !== undefined)
    return only(
      layout,
      images.filter(image => isMeant(image, chosen)),
    )
  const isOwn = (image: LayoutImage): boolean =>
    image.architecture === architecture && (image.os ?? 'linux') === 'linux'
  const own = images.filter(isOwn)
  const usable = own.filter(image => !image.problem)
  if (own.length > 0) return only(layout, usable.length > 0 ? usable : own)
  if (images.length === 1) return only(layout, images)
  const has = [...new Set(images.map(image => image.architecture ?? 'an unnamed architecture'))].join(', ')
  throw new AppError('image/wrong-architecture', { image: layout.path, has, needs: architecture })
}
