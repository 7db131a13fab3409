/**
 * The same reference again means “bring me its newest content”. Backends do nothing then and say so with exit code 0
 * (`bootc switch`: “Image specification is unchanged.”) or refuse (`rpm-ostree rebase`: “Old and new refs are equal”),
 * so digests are compared first. Both compare with the first deployment in boot order, staged before booted.
 */

import { type BackendStatus, type Deployment, deploymentIn, type SignaturePolicy } from '../../shared/deployment.ts'
import type { PlanAction, ResolvedImage } from '../../shared/plan.ts'
import { isFollowing } from './same-reference.ts'

const ALREADY_STAGED = 'Exactly this is already staged; only the restart is missing.'
const ALREADY_RUNS = 'The machine already runs exactly this.'

export interface Decision {
  readonly action: Extract<PlanAction, 'rebase' | 'upgrade' | 'restart' | 'nothing'>
  readonly why?: string
}

/** An uploaded image is never followed: each job lays it out in a directory of its own. Only its content tells. */
function decideUpload(staged: Deployment | undefined, booted: Deployment | undefined, image: ResolvedImage): Decision {
  const isSame = (deployment: Deployment | undefined): boolean =>
    deployment?.digest !== undefined && deployment.digest === image.digest
  if (isSame(staged)) return { action: 'restart', why: ALREADY_STAGED }
  return !staged && isSame(booted) ? { action: 'nothing', why: ALREADY_RUNS } : { action: 'rebase' }
}

export function decideAction(status: BackendStatus, image: ResolvedImage, signature: SignaturePolicy): Decision {
  const staged = deploymentIn(status, 'staged')
  const first = staged ?? deploymentIn(status, 'booted')
  if (image.via === 'upload') return decideUpload(staged, deploymentIn(status, 'booted'), image)
  if (!isFollowing(first, image.source) || first?.image?.signature !== signature) return { action: 'rebase' }
  const isSame = first.digest !== undefined && (first.digest === image.digest || first.digest === image.indexDigest)
  if (!isSame) {
    return { action: 'upgrade', why: 'The machine already follows this reference, so its newest content is brought.' }
  }
  return staged ? { action: 'restart', why: ALREADY_STAGED } : { action: 'nothing', why: ALREADY_RUNS }
}
