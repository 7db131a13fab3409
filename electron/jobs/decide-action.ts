/**
 * The same reference again means “bring me its newest content”. Backends do nothing then and say so with exit code 0
 * (`bootc switch`: “Image specification is unchanged.”) or refuse (`rpm-ostree rebase`: “Old and new refs are equal”),
 * so digests are compared first. Both compare with the first deployment in boot order, staged before booted.
 */

import { type BackendStatus, deploymentIn, type SignaturePolicy } from '../../shared/deployment.ts'
import type { PlanAction, ResolvedImage } from '../../shared/plan.ts'
import { isFollowing } from './same-reference.ts'

export interface Decision {
  readonly action: Extract<PlanAction, 'rebase' | 'upgrade' | 'restart' | 'nothing'>
  readonly why?: string
}

export function decideAction(status: BackendStatus, image: ResolvedImage, signature: SignaturePolicy): Decision {
  const staged = deploymentIn(status, 'staged')
  const first = staged ?? deploymentIn(status, 'booted')
  if (!isFollowing(first, image.source) || first?.image?.signature !== signature) return { action: 'rebase' }
  const isSame = first.digest !== undefined && (first.digest === image.digest || first.digest === image.indexDigest)
  if (!isSame) {
    return { action: 'upgrade', why: 'The machine already follows this reference, so its newest content is brought.' }
  }
  return staged
    ? { action: 'restart', why: 'Exactly this is already staged; only the restart is missing.' }
    : { action: 'nothing', why: 'The machine already runs exactly this.' }
}
