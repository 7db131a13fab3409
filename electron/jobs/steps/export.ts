import { AppError, isAppError } from '../../../shared/errors.ts'
import { createSaveProgressReader } from '../../backends/podman-save-progress.ts'
import { exportCommand } from '../../images/export-image.ts'
import { inspectSource } from '../../images/inspect-source.ts'
import type { Step, StepContext } from '../step.ts'
import { exportedSource } from './commands.ts'

/**
 * Saves a rootless user's image where root's backend can read it. A manifest digest is not an identity across
 * transports (layers are compressed anew), so the digest to expect is read from what was written.
 */
export const exportImage: Step = {
  name: 'export',
  run: runExport,
}

/** Exports and makes the result the job's source; also the fall-back when reading in place is refused. */
export async function runExport(context: StepContext): Promise<void> {
  const { plan, memory } = context
  const { image, directory } = plan
  if (!image?.localName || directory === undefined) {
    throw new AppError('internal', { reason: 'there is no local image to export' })
  }
  await context.claimDirectory(directory)
  const progress = createSaveProgressReader(image.layerCount ?? 0)
  try {
    await context.runDetached({
      part: 'export',
      argv: exportCommand(image.localName, directory),
      isUsers: true,
      onLines: (stream, lines) => {
        for (const line of lines) {
          const point = progress.read(stream, line)
          if (point) context.progress(point.phase, point.doneBytes, point.totalBytes)
        }
      },
    })
  } catch (thrown) {
    throw fullDisk(context, thrown) ?? thrown
  }
  memory.source = exportedSource(directory)
  await expectExported(context, memory.source)
}

/** The one failure of podman’s that has a remedy of its own. */
function fullDisk({ backend, machine, plan }: StepContext, thrown: unknown): AppError | undefined {
  if (!isAppError(thrown, 'command/failed')) return undefined
  const { exitCode, stderr } = thrown.facts
  const image = plan.image?.requested ?? ''
  const { name, user } = machine
  const said = { machine: name, user, image, exitCode: exitCode ?? -1, stdout: '', stderr: thrown.raw ?? stderr }
  const explained = backend.explainFailure(said)
  return isAppError(explained, 'space/full') ? explained : undefined
}

async function expectExported({ reader, memory, plan, signal }: StepContext, source: string): Promise<void> {
  if (!memory.facts.tools.skopeo) return
  const { digest } = await inspectSource(reader, source, { architecture: memory.facts.architecture, signal })
  memory.expected = { name: plan.image?.requested ?? source, digests: [digest] }
}
