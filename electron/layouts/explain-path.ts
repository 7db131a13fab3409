import prettyBytes from 'pretty-bytes'
import type { ImageExplanation } from '../../shared/api.ts'
import { toAppError } from '../../shared/errors.ts'
import { layoutImageName, layoutKindWords } from '../../shared/layout.ts'
import { absoluteLocalPath } from '../lib/local-path.ts'
import { chooseImage } from './choose-image.ts'
import { understandLayout } from './open-layout.ts'

/** One sentence for a path on this computer that was typed, with the image a machine of this architecture would get. Never throws. */
export async function explainPath(text: string, architecture = ''): Promise<ImageExplanation> {
  try {
    const layout = await understandLayout(absoluteLocalPath(text))
    const kind = `${layoutKindWords(layout.kind)} on this computer`
    const { images } = layout
    const [first] = images
    if (images.length > 1 || !first) {
      return {
        kind: 'path',
        text: `${kind} with ${images.length} images: ${images.map(layoutImageName).join(' · ')}.`,
        reference: text.trim(),
      }
    }
    const { version, layers, sizeBytes, architecture: has } = chooseImage(layout, architecture)
    const facts = [version, has, `${layers.length} layers`, prettyBytes(sizeBytes)].filter(Boolean).join(', ')
    return { kind: 'path', text: `${kind}: ${facts}. Only what the machine lacks is sent.`, reference: text.trim() }
  } catch (thrown) {
    return { kind: 'invalid', text: toAppError(thrown).message }
  }
}
