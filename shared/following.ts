/** What a machine runs and what it follows, where the two are not the same any more. Pure. */

import { type Deployment, deploymentIn, isSentByDrydock } from './deployment.ts'
import { type Job, verdictOf } from './job.ts'
import type { Machine } from './machine.ts'

export interface WayBack {
  /** A registry’s reference. */
  readonly image: string
  readonly signature?: 'signed'
}

export interface Following {
  /** What was sent, by the name it had on the computer, where the history knows it. */
  readonly runs: string
  readonly wayBack?: WayBack
}

const isOn = ({ id }: Machine, job: Job): boolean => job.request.machineId === id

const asWayBack = (deployment: Deployment | undefined): WayBack | undefined => {
  const image = deployment?.image
  if (image?.transport !== 'docker') return undefined
  return { image: image.reference, ...(image.signature === 'signed' ? { signature: 'signed' as const } : {}) }
}

/** What was sent into the directory a deployment came from. */
function sentName({ image }: Deployment, jobs: readonly Job[]): string {
  const job = jobs.find(({ plan }) => plan.directory !== undefined && image?.reference === `oci:${plan.directory}`)
  return job?.plan.image?.requested ?? 'an image that Drydock sent'
}

/** The newest reference of a registry it followed: on its disk, or before one of its jobs. */
function wayBackOf(machine: Machine, jobs: readonly Job[]): WayBack | undefined {
  const onDisk = machine.facts?.status?.deployments.map(asWayBack).find(each => each !== undefined)
  if (onDisk) return onDisk
  const before = jobs.filter(job => isOn(machine, job) && verdictOf(job)?.outcome === 'booted')
  return before.map(({ plan }) => asWayBack(plan.now)).find(each => each !== undefined)
}

/** Undefined for a machine that follows what it runs. `jobs` are newest first. */
export function followingOf(machine: Machine, jobs: readonly Job[]): Following | undefined {
  const booted = deploymentIn(machine.facts?.status, 'booted')
  if (!booted || !isSentByDrydock(booted)) return undefined
  const wayBack = wayBackOf(machine, jobs)
  return { runs: sentName(booted, jobs), ...(wayBack ? { wayBack } : {}) }
}
