/**
 * The picture every screen shares: a machine has three berths. What lies in them comes from the deployments the backend
 * reports; what will lie in them after a restart comes from the plan. Pure, so that every screen draws the same truth.
 */
import { type BackendStatus, type Deployment, deploymentIn, type SignaturePolicy } from '../../shared/deployment.ts'
import type { Job, Verdict } from '../../shared/job.ts'
import type { Plan } from '../../shared/plan.ts'
import { shownName } from './words.ts'

/** One system as a berth shows it. */
export interface Berthed {
  readonly name: string
  readonly version?: string
  readonly digest?: string
  readonly createdAt?: number
  readonly pinned: boolean
  readonly signature?: SignaturePolicy
  /** A few words that matter more than the date: “not verified yet”. */
  readonly note?: string
}

/** An undefined berth is empty. */
export interface Berths {
  readonly wayBack?: Berthed
  readonly running?: Berthed
  readonly next?: Berthed
}

const present = <Facts extends object>(facts: Facts): { [Key in keyof Facts]: Exclude<Facts[Key], undefined> } =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as never

/** One deployment as a berth shows it. */
function berthed(deployment: Deployment, note?: string): Berthed {
  const { version, digest, createdAt, pinned, image } = deployment
  const optional = present({ version, digest, createdAt, note, signature: image?.signature })
  return { name: shownName(deployment), pinned, ...optional } as Berthed
}

const stagedNote = (staged: Deployment): string =>
  staged.locked ? 'staged, does not start by itself' : 'staged, not verified yet'

/** What lies where on a machine now. */
export function berthsOf(status: Pick<BackendStatus, 'deployments' | 'rollbackQueued'>): Berths {
  const of = (role: Deployment['role']) => status.deployments.find(deployment => deployment.role === role)
  const [booted, staged, rollback] = [of('booted'), of('staged'), of('rollback')]
  const next = staged
    ? berthed(staged, stagedNote(staged))
    : status.rollbackQueued && rollback
      ? berthed(rollback, 'roll back queued')
      : undefined
  return present({
    wayBack: rollback && berthed(rollback, status.rollbackQueued ? 'starts with the next restart' : undefined),
    running: booted && berthed(booted),
    next,
  }) as Berths
}

const planned = ({ after, image }: Plan): Berthed | undefined =>
  after &&
  ({
    name: after.name,
    pinned: false,
    ...present({
      version: after.version,
      digest: after.digest,
      signature: after.signature,
      createdAt: image?.createdAt,
      note: 'not verified yet',
    }),
  } as Berthed)

/** What would lie where once the plan was carried out and the machine restarted. */
export function berthsAfter(plan: Plan): Berths {
  const now = berthsOf({ deployments: plan.deployments, rollbackQueued: false })
  const coming = plan.action === 'restart' ? (planned(plan) ?? now.next) : planned(plan)
  if (plan.action === 'discard' || plan.action === 'nothing' || !coming) {
    const { next: _, ...kept } = now
    return plan.action === 'nothing' ? now : kept
  }
  return present({ wayBack: now.running, running: coming }) as Berths
}

/** The system that leaves the disk when the plan is carried out: the old way back, unless it is pinned or needed. */
export function leavesTheDisk(plan: Plan): Berthed | undefined {
  if (plan.action !== 'rebase' && plan.action !== 'upgrade') return undefined
  const rollback = plan.deployments.find(({ role }) => role === 'rollback')
  return rollback && !rollback.pinned ? berthed(rollback) : undefined
}

function berthsAtTheEnd(plan: Plan, { outcome, deployments, requested }: Verdict): Berths {
  if (deployments) return berthsOf({ deployments, rollbackQueued: plan.action === 'rollback' && outcome === 'staged' })
  if (outcome === 'booted' && requested !== undefined) return berthsAfter(plan)
  return berthsOf({ deployments: plan.deployments, rollbackQueued: false })
}

/** While the machine is away nobody knows what runs there. */
const expected = (berths: Berths): Berths =>
  berths.running ? { ...berths, running: { ...berths.running, note: 'expected, not verified yet' } } : berths

/** What lies where while a job goes on: the right berth fills, the restart moves everything one to the left. */
export function berthsDuring(job: Job): Berths {
  if (job.state.kind === 'ended') return berthsAtTheEnd(job.plan, job.state.verdict)
  const now = berthsOf({ deployments: job.plan.deployments, rollbackQueued: false })
  if (job.state.kind === 'asking')
    return { ...now, next: berthed(job.state.question.starts, 'staged, waits for a restart') }
  if (job.plan.action === 'discard') return now
  if (job.state.step === 'restart' || job.state.step === 'verify') return expected(berthsAfter(job.plan))
  const coming = planned(job.plan)
  return coming ? { ...now, next: { ...coming, note: 'arriving' } } : now
}

/** The berths of what a machine last said, or undefined before it said anything. */
export const berthsOfStatus = (status: BackendStatus | undefined): Berths | undefined =>
  status && deploymentIn(status, 'booted') ? berthsOf(status) : undefined
