import type { BackendName } from '../../shared/deployment.ts'
import { AppError } from '../../shared/errors.ts'
import { backendFor } from '../backends/choose-backend.ts'
import type { MachineHandle } from './machine-handle.ts'

/** What the machine's backend prints of its status, byte for byte. Only bootc needs root for it (bootc(8)). */
export async function readRawStatus(machine: MachineHandle, backend: BackendName | undefined): Promise<string> {
  if (!backend)
    throw new AppError('machine/backend-broken', { machine: machine.name, backend: 'neither rpm-ostree nor bootc' })
  const { stdout } = await machine.run(backendFor(backend).statusCommand, { sudo: backend === 'bootc' })
  return stdout
}
