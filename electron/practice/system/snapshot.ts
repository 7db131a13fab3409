/**
 * Everything of a practice machine that outlives the app: plain JSON. It is also the machine's living state, which the
 * programs change in place.
 */

import * as z from 'zod'

export const SNAPSHOT_VERSION = 1

const deployment = z.object({
  checksum: z.string(),
  serial: z.int(),
  /** `oci`, `containers-storage`, …; `registry` for a registry, as ostree calls it. */
  transport: z.string(),
  /** What follows the transport; for a registry the bare name. */
  name: z.string(),
  signature: z.enum(['unverified', 'signed']),
  /** The image's manifest and config, byte for byte: digests are taken from them. */
  manifest: z.string(),
  config: z.string(),
  pinned: z.boolean(),
  staged: z.boolean(),
  booted: z.boolean(),
  locked: z.boolean(),
  packages: z.array(z.string()),
})

const file = z.object({
  kind: z.enum(['file', 'directory']),
  mode: z.int(),
  uid: z.int(),
  modifiedMs: z.number(),
  sizeBytes: z.number(),
  /** Base64; a file without content only takes room (the layers of an exported image). */
  content: z.string().optional(),
  /** Hex digits, of a file whose content is not kept; empty where nobody knows them. */
  sha256: z.string().optional(),
  /** When anything of it changed last, where that is another time. */
  changedMs: z.number().optional(),
  /** The same for all names of one file. */
  inode: z.string().optional(),
})

const journalEntry = z.object({
  /** Counts up over the machine's life; older snapshots had none. */
  number: z.int().default(0),
  bootId: z.string(),
  atMs: z.number(),
  unit: z.string(),
  identifier: z.string(),
  pid: z.int(),
  priority: z.int(),
  message: z.string(),
  /** It came over a program's standard stream. */
  isOutput: z.boolean().default(false),
  lineBreak: z.enum(['line-max', 'eof']).optional(),
})

const snapshotSchema = z.object({
  version: z.literal(SNAPSHOT_VERSION),
  backend: z.enum(['rpm-ostree', 'bootc']),
  architecture: z.enum(['x86_64', 'aarch64']),
  machineId: z.string(),
  /** Newest last. */
  bootIds: z.array(z.string()).min(1),
  bootedAtMs: z.number(),
  /** In boot order. */
  deployments: z.array(deployment).min(1),
  layers: z.array(z.string()),
  /** Manifest digests of images imported as a whole. */
  images: z.array(z.string()),
  /** Registry references whose tag has moved on. */
  movedTags: z.array(z.string()),
  /** What `bootc upgrade --check` found last. */
  cachedUpdate: z.object({ manifest: z.string(), config: z.string() }).optional(),
  files: z.record(z.string(), file),
  journal: z.array(journalEntry),
  journalCount: z.int().default(0),
  failedUnits: z.array(z.string()),
  finalizeFailure: z.string().optional(),
  trouble: z.string().optional(),
  /** The trouble happens once and has happened. */
  isTroubleSpent: z.boolean(),
})

export type PracticeSnapshot = z.infer<typeof snapshotSchema>
export type PracticeDeployment = PracticeSnapshot['deployments'][number]
export type StoredFile = PracticeSnapshot['files'][string]
export type JournalEntry = PracticeSnapshot['journal'][number]

/** A snapshot that fits this version, backend and architecture, or undefined: the machine then starts anew. */
export function restoreSnapshot(
  value: unknown,
  fits: Pick<PracticeSnapshot, 'backend' | 'architecture'>,
): PracticeSnapshot | undefined {
  const parsed = snapshotSchema.safeParse(value)
  if (!parsed.success) return undefined
  const { backend, architecture } = parsed.data
  return backend === fits.backend && architecture === fits.architecture ? parsed.data : undefined
}
