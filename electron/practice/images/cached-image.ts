import { buildImage, type Recipe } from './build-image.ts'
import { type Image, readImage } from './image-blobs.ts'

const built = new Map<string, Image>()

/** The image of a recipe, put together once. */
export function imageOf(recipe: Recipe): Image {
  const key = JSON.stringify(recipe)
  const known = built.get(key)
  if (known) return known
  const image = readImage(buildImage(recipe))
  built.set(key, image)
  return image
}
