/** A deployment is one bootable system on a machine's disk; these are its words and pure functions. */

export type BackendName = 'rpm-ostree' | 'bootc'

/**
 * Which berth a deployment lies in. `staged` starts with the next restart, `booted` runs now, `rollback` is the first
 * other one in boot order behind the booted one, `other` is everything else (mostly pinned ones).
 */
export type DeploymentRole = 'staged' | 'booted' | 'rollback' | 'other'

/** How far the origin of an image is checked (rpm-ostree: the prefix of the image reference; bootc: `signature`). */
export type SignaturePolicy = 'unverified' | 'signed' | 'ostree-remote'

/** Where a deployment came from, as its backend records it. */
export interface ImageOrigin {
  /** Without transport for a registry (`quay.io/a/b:1`), else `transport:rest` (`oci:/var/tmp/x`). For people and for comparing. */
  readonly reference: string
  /** A transport's registered name; `docker` for a registry however the backend spells it. */
  readonly transport: string
  readonly signature: SignaturePolicy
}

export interface Deployment {
  /** Unique on the machine: `<checksum>.<serial>`. */
  readonly id: string
  readonly role: DeploymentRole
  /** ostree commit, 64 hex digits. */
  readonly checksum: string
  /** Undefined for a deployment that did not come from an image (a plain ostree branch). */
  readonly image?: ImageOrigin
  /** `sha256:` + 64 hex: manifest digest, undefined where the backend does not know one. */
  readonly digest?: string
  /** What a plain ostree branch is called, where there is no image. */
  readonly branch?: string
  readonly version?: string
  /** Milliseconds since 1970 of the commit or image, where told. */
  readonly createdAt?: number
  readonly pinned: boolean
  /** Staged, but a restart alone does not start it (`--lock-finalization`, `--download-only`). */
  readonly locked: boolean
  readonly layeredPackages: readonly string[]
  /** OCI name (`amd64`), where told. */
  readonly architecture?: string
}

/** One backend's whole answer, in boot order. */
export interface BackendStatus {
  readonly backend: BackendName
  readonly deployments: readonly Deployment[]
  /** Another change under way: what it is called by its client. */
  readonly transaction?: { readonly title: string }
  /** An update agent registered with rpm-ostree (Zincati). */
  readonly updateDriver?: { readonly name: string; readonly unit: string }
  /** The next restart goes back to the rollback deployment. */
  readonly rollbackQueued: boolean
  /** bootc refuses to change this system (packages were layered with rpm-ostree). */
  readonly incompatible: boolean
}

export const deploymentIn = (status: BackendStatus | undefined, role: DeploymentRole): Deployment | undefined =>
  status?.deployments.find(deployment => deployment.role === role)

/** The deployment a restart would start: staged and not locked, or the rollback if queued, else the booted one. */
export function nextBoot(status: BackendStatus): Deployment | undefined {
  const staged = deploymentIn(status, 'staged')
  if (staged && !staged.locked) return staged
  return deploymentIn(status, status.rollbackQueued ? 'rollback' : 'booted')
}

/**
 * Whether a deployment came from a directory of a job, which is gone since: an image that was sent from a computer, or a
 * local one that was exported. What it follows leads nowhere.
 */
export const isSentByDrydock = ({ image }: Deployment): boolean =>
  /^oci:\/var\/tmp\/drydock\.[0-9a-f]+$/.test(image?.reference ?? '')

/** What to call a deployment where there is room for one name. */
export const deploymentName = (deployment: Deployment): string =>
  deployment.image?.reference ?? deployment.branch ?? deployment.checksum.slice(0, 12)

/** A digest for eyes: 12 hex digits, without the algorithm. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12)
