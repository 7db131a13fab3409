/**
 * rpm-ostree in the words of `Backend`. Every command runs with a UTF-8 locale: without one rpm-ostree prints `?` for the
 * blank in sizes (tests/reference/README.md, trap 1). `--bypass-driver` skips only the question whether an update agent
 * (Zincati) has registered itself (same file, 4).
 */

import type { SignaturePolicy } from '../../shared/deployment.ts'
import { AppError } from '../../shared/errors.ts'
import type { Backend } from './backend.ts'
import { explainFailure } from './explain-failure.ts'
import { parseRpmOstreeStatus } from './parse-rpm-ostree-status.ts'
import { parseRpmOstreeTransaction } from './parse-rpm-ostree-transaction.ts'
import { createRpmOstreeProgressReader } from './rpm-ostree-progress.ts'
import { parseSource, readableTransports } from './source.ts'

const command = (...words: readonly string[]): readonly string[] => ['env', 'LC_ALL=C.UTF-8', 'rpm-ostree', ...words]

/** Prefix of an image reference: ostree-ext, lib/src/container/mod.rs. */
function scheme(signature: SignaturePolicy): string {
  if (signature === 'ostree-remote') {
    throw new AppError('usage/invalid', {
      reason: 'A rebase is “signed” or “unverified”; an ostree remote was asked for.',
    })
  }
  return signature === 'signed' ? 'ostree-image-signed' : 'ostree-unverified-image'
}

function stageCommand(source: string, signature: SignaturePolicy): readonly string[] {
  parseSource(source, 'rpm-ostree')
  return command('rebase', '--bypass-driver', `${scheme(signature)}:${source}`)
}

export const rpmOstree: Backend = {
  name: 'rpm-ostree',
  transports: readableTransports,
  statusCommand: command('status', '--json'),
  stageCommand: (source, options) => stageCommand(source, options.signature),
  upgradeCommand: () => command('upgrade', '--bypass-driver'),
  rollbackCommand: command('rollback'),
  discardCommand: command('cleanup', '-p'),
  cancelCommand: command('cancel'),
  transactionCommand: command('status'),
  parseTransaction: parseRpmOstreeTransaction,
  parseStatus: parseRpmOstreeStatus,
  createProgressReader: createRpmOstreeProgressReader,
  explainFailure: context => explainFailure('rpm-ostree', context),
}
