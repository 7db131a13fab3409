/** What preflight asks of the image, before anything is downloaded where the registry or the storage tells. */

import { type Deployment, deploymentIn, type SignaturePolicy, shortDigest } from '../../../shared/deployment.ts'
import { AppError } from '../../../shared/errors.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import type { Check, ResolvedImage } from '../../../shared/plan.ts'
import { blocks, fine, warns } from './check.ts'

export function architectureCheck(facts: MachineFacts, image: ResolvedImage): Check {
  if (image.architecture === undefined) {
    return warns(
      'architecture',
      'The image’s architecture is not known beforehand.',
      `The backend refuses it if it is not ${facts.architecture}.`,
      '',
    )
  }
  if (image.architecture === facts.architecture) {
    return fine('architecture', `Image and machine are both ${facts.architecture}.`)
  }
  const { message, report } = new AppError('image/wrong-architecture', {
    image: image.requested,
    has: image.architecture,
    needs: facts.architecture,
  })
  return blocks('architecture', message, 'It could not start on this machine.', report.next)
}

export function bootableCheck(image: ResolvedImage): Check {
  if (image.isBootable === undefined) {
    return warns(
      'bootable',
      'Whether the image is an operating system is not known beforehand.',
      'The backend refuses an image without the label ostree.bootable after it has read it.',
      '',
    )
  }
  if (image.isBootable) {
    const version = image.version === undefined ? '' : `, version ${image.version}`
    return fine('bootable', `The image is a bootable operating system${version}.`)
  }
  const { message, report } = new AppError('image/not-bootable', { image: image.requested })
  return blocks('bootable', message, 'There is nothing in it that could start.', report.next)
}

const POLICY_WORDS: Readonly<Record<SignaturePolicy, string>> = {
  signed: 'checked against the machine’s policy',
  'ostree-remote': 'checked by an ostree remote’s keys',
  unverified: 'not checked',
}

export function signatureCheck(now: Deployment | undefined, after: SignaturePolicy): Check {
  const before = now?.image?.signature
  const words = `Signatures: ${before === undefined ? 'unknown' : POLICY_WORDS[before]} now, ${POLICY_WORDS[after]} after.`
  if (after === 'unverified' && before !== undefined && before !== 'unverified') {
    return warns(
      'signature',
      words,
      'Updates of the new system are accepted from the registry without a signature.',
      'Choose “signed” if the machine’s policy.json has a key for this source.',
    )
  }
  return fine('signature', words)
}

export function sameDigestCheck(facts: MachineFacts, image: ResolvedImage): Check {
  const booted = deploymentIn(facts.status, 'booted')
  if (image.digest === undefined || booted?.digest === undefined) {
    return fine('same-digest', 'Which content is the newer one shows when it is staged.')
  }
  const isSame = booted.digest === image.digest || booted.digest === image.indexDigest
  if (!isSame) return fine('same-digest', `The content differs from what runs now (${shortDigest(image.digest)}).`)
  return warns(
    'same-digest',
    `The machine already runs exactly this content (${shortDigest(image.digest)}).`,
    'A rebase changes at most the name it follows.',
    '',
  )
}

export function stagedAlreadyCheck(facts: MachineFacts): Check | undefined {
  const staged = deploymentIn(facts.status, 'staged')
  if (!staged) return undefined
  return warns(
    'staged-already',
    `${staged.image?.reference ?? staged.checksum.slice(0, 12)} is already staged for the next restart.`,
    'It is replaced by what this job stages.',
    '',
  )
}
