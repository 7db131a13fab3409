import type { BackendName } from '../../shared/deployment.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { StoryImages, StoryTrouble } from './ground.ts'

/** What is not begun, or not finished, for a reason; the machine stays as it is. */
export interface Refusal {
  readonly title: string
  readonly image: keyof StoryImages
  readonly exitCode: number
  readonly code: ErrorCode
  readonly trouble?: StoryTrouble
  readonly options?: readonly string[]
  readonly backends: readonly BackendName[]
}

const refusal = (
  title: string,
  image: keyof StoryImages,
  exitCode: number,
  code: ErrorCode,
  more: Partial<Refusal> = {},
): Refusal => ({ title, image, exitCode, code, backends: ['rpm-ostree'], ...more })

/** Told with the backends named. */
export const REFUSALS: readonly Refusal[] = [
  refusal('A tag that is not there', 'missing', 5, 'image/not-found'),
  refusal('a container that is no system', 'notBootable', 4, 'plan/blocked'),
  refusal('a path where nothing is', 'nowhere', 5, 'image/path-missing'),
  refusal('A system for another architecture', 'otherArchitecture', 4, 'plan/blocked', {
    trouble: 'wrong-architecture',
  }),
  refusal('An image of a registry that is down', 'newer', 5, 'registry/unreachable', { trouble: 'registry-down' }),
  refusal('An image in a broken storage', 'local', 5, 'image/store-unavailable', { trouble: 'store-broken' }),
  refusal('An image too large for the disk', 'newer', 4, 'plan/blocked', { trouble: 'disk-full' }),
  refusal('A user who may not use sudo', 'newer', 4, 'plan/blocked', { trouble: 'sudo-refused' }),
  refusal('A sudo password that nobody can type', 'newer', 4, 'sudo/password', { trouble: 'sudo-password' }),
  refusal('An image without the signature that the policy wants', 'newer', 5, 'image/policy-refused', {
    trouble: 'policy-refuses',
    options: ['--signed'],
    backends: ['rpm-ostree', 'bootc'],
  }),
]
