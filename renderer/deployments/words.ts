/** The words for deployments, as users of other tools know them. */
import { type Deployment, deploymentName, isSentByDrydock, type SignaturePolicy } from '../../shared/deployment.ts'

/** The berths, from the past to the future. */
export const places = ['wayBack', 'running', 'next'] as const
export type Place = (typeof places)[number]

export const captions: Readonly<Record<Place, string>> = {
  wayBack: 'Way back',
  running: 'Running now',
  next: 'Next restart',
}

export const signatureWords: Readonly<Record<SignaturePolicy, string>> = {
  unverified: 'signature not checked',
  signed: 'signature checked',
  'ostree-remote': 'checked by ostree remote',
}

/** What a deployment is to its machine, in a table row. */
export function roleWords(deployment: Deployment, rollbackQueued: boolean): string {
  const { role, locked } = deployment
  if (role === 'booted') return 'Running now'
  if (role === 'staged') return locked ? 'Staged, does not start by itself' : 'Starts with the next restart'
  if (role === 'rollback') return rollbackQueued ? 'Way back, starts with the next restart' : 'Way back'
  return 'Kept'
}

/** What a deployment is called on a screen; one from a job's directory, which is gone since, is not called by that. */
export const shownName = (deployment: Deployment): string =>
  isSentByDrydock(deployment) ? 'image sent by Drydock' : deploymentName(deployment)
