import { type BackendName, type BackendStatus, deploymentIn } from '../../shared/deployment.ts'
import type { Backend } from './backend.ts'
import { bootc } from './bootc.ts'
import { rpmOstree } from './rpm-ostree.ts'

export const backendFor = (name: BackendName): Backend => (name === 'bootc' ? bootc : rpmOstree)

/** What each backend answered; one that failed, or is not there, is left out. */
export interface BackendAnswers {
  readonly rpmOstree?: BackendStatus
  readonly bootc?: BackendStatus
}

const hasBooted = (status: BackendStatus | undefined): status is BackendStatus =>
  deploymentIn(status, 'booted') !== undefined

const isLayered = (status: BackendStatus): boolean =>
  (['booted', 'staged'] as const).some(role => (deploymentIn(status, role)?.layeredPackages.length ?? 0) > 0)

/** bootc knows neither a change of rpm-ostree's daemon, for which it would wait in silence, nor who updates the machine. */
function withOstreeNews(status: BackendStatus, { transaction, updateDriver }: BackendStatus): BackendStatus {
  return { ...status, ...(transaction ? { transaction } : {}), ...(updateDriver ? { updateDriver } : {}) }
}

/**
 * The answer of the backend to use, undefined when neither of them booted this machine. What is booted decides, never
 * os-release: bootc, unless it would refuse (packages are layered) or did not boot an image there itself. A machine
 * whose rpm-ostreed does not start (seen on Podman 6 machines) is left to bootc. Where both answer, bootc's answer also
 * tells rpm-ostree's transaction and update driver.
 */
export function chooseBackend(answers: BackendAnswers): BackendStatus | undefined {
  const { rpmOstree: ostreeStatus, bootc: bootcStatus } = answers
  if (!hasBooted(bootcStatus)) return hasBooted(ostreeStatus) ? ostreeStatus : undefined
  if (!hasBooted(ostreeStatus)) return bootcStatus
  const bootcWouldRefuse = bootcStatus.incompatible || isLayered(ostreeStatus)
  const bootedAnImage = deploymentIn(bootcStatus, 'booted')?.image !== undefined
  return bootedAnImage && !bootcWouldRefuse ? withOstreeNews(bootcStatus, ostreeStatus) : ostreeStatus
}
