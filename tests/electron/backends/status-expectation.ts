import type { BackendStatus, Deployment } from '../../../shared/deployment.ts'

/**
 * One deployment on one line: `role name digest12 flags`, where flags are `pinned`, `locked`, `signed`, `remote` and
 * `+package,…`. The name is the image's reference, else the branch.
 */
function line(deployment: Deployment): string {
  const { role, image, branch, digest, pinned, locked, layeredPackages } = deployment
  const flags = [
    pinned ? 'pinned' : '',
    locked ? 'locked' : '',
    image?.signature === 'signed' ? 'signed' : '',
    image?.signature === 'ostree-remote' ? 'remote' : '',
    layeredPackages.length > 0 ? `+${layeredPackages.join(',')}` : '',
  ]
  return [role, image?.reference ?? `branch ${branch}`, digest?.slice(7, 19) ?? '-', ...flags]
    .filter(word => word !== '')
    .join(' ')
}

/** A whole status as lines, the exceptional last. */
export const statusLines = (status: BackendStatus): readonly string[] => [
  ...status.deployments.map(line),
  ...(status.rollbackQueued ? ['rollback queued'] : []),
  ...(status.incompatible ? ['incompatible'] : []),
  ...(status.transaction ? [`transaction ${status.transaction.title}`] : []),
  ...(status.updateDriver ? [`driver ${status.updateDriver.name} ${status.updateDriver.unit}`] : []),
]
