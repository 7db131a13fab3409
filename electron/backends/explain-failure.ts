/**
 * From what a failed command printed to its cause. rpm-ostree and bootc share the library that pulls images, so they share
 * the table; it is tried from top to bottom, the particular before the general.
 */

import type { BackendName } from '../../shared/deployment.ts'
import { AppError } from '../../shared/errors.ts'
import type { FailureContext } from './backend.ts'
import type { Circumstances, Explanation, KnownFailure } from './known-failure.ts'
import { knownDirectFailures, knownImageFailures } from './known-image-failures.ts'
import { knownPackageFailures } from './known-package-failures.ts'
import { knownRegistryFailures } from './known-registry-failures.ts'
import { knownSpaceFailures } from './known-space-failures.ts'
import { knownBackendFailures, knownSudoFailures, knownTransactionFailures } from './known-system-failures.ts'
import { lastError } from './last-error.ts'
import { plainText } from './plain-text.ts'

const knownFailures: readonly KnownFailure[] = [
  ...knownSudoFailures,
  ...knownTransactionFailures,
  ...knownPackageFailures,
  ...knownSpaceFailures,
  ...knownDirectFailures,
  ...knownImageFailures,
  ...knownRegistryFailures,
  ...knownBackendFailures,
]

/** Enough for any error; what comes before it is progress. */
const TAIL_LENGTH = 65_536

function knownExplanation(printed: string, circumstances: Circumstances): Explanation | undefined {
  const text = plainText(printed.slice(-TAIL_LENGTH))
  for (const [pattern, explain] of knownFailures) {
    const match = pattern.exec(text)
    if (match) return explain(match, circumstances)
  }
  return undefined
}

function unknownExplanation({ backend, stdout, stderr, exitCode }: Circumstances): Explanation {
  const reason = lastError(plainText(stderr)) ?? lastError(plainText(stdout)) ?? `it ended with exit code ${exitCode}`
  return ['backend/failed', { backend, reason }]
}

/**
 * The cause of a failed command as an error a person can act on; `backend/failed` with the tool's last error line when the
 * text is not known. `raw` is the whole stderr.
 */
export function explainFailure(backend: BackendName, context: FailureContext): AppError {
  const circumstances = { ...context, backend }
  const [code, facts] =
    knownExplanation(context.stderr, circumstances) ??
    knownExplanation(context.stdout, circumstances) ??
    unknownExplanation(circumstances)
  return new AppError(code, facts as never, { raw: context.stderr })
}
