/**
 * bootc in the words of `Backend`. bootc has no command that only drops what is staged; the staged deployment is always
 * index 0 of ostree's boot order, so `ostree admin undeploy 0` does it (ostree-admin-undeploy(1)).
 */

import type { SignaturePolicy } from '../../shared/deployment.ts'
import { AppError } from '../../shared/errors.ts'
import type { Backend, StageOptions } from './backend.ts'
import { createBootcProgressReader } from './bootc-progress.ts'
import { explainFailure } from './explain-failure.ts'
import { parseBootcStatus } from './parse-bootc-status.ts'
import { parseSource, readableTransports } from './source.ts'

const UTF8 = ['env', 'LC_ALL=C.UTF-8']

/**
 * Opens descriptor 3 on a pipe to standard output and sends bootc's own text to standard error. bootc takes nothing but a
 * pipe, and in a unit standard output is a socket of the journal's; it must happen behind sudo, which closes every
 * descriptor from 3 on (tests/reference/bootc/progress-fd.md). `pipefail` keeps bootc's exit code, and is bash's, which
 * behind sshd would read root's ~/.bashrc without `--norc`. A fixed text: the words of the command are its arguments.
 */
const WITH_DESCRIPTOR_3 = ['bash', '--norc', '-c', 'set -o pipefail; { "$@" 3>&1 1>&2; } | cat', 'bash']

const command = (...words: readonly string[]): readonly string[] => [...UTF8, 'bootc', ...words]

/** A command that changes the system, with its progress as JSON lines on standard output when asked for. */
const withProgress = (options: StageOptions, verb: string, ...words: readonly string[]): readonly string[] =>
  options.progressFd
    ? [...WITH_DESCRIPTOR_3, ...command(verb, '--progress-fd', '3', ...words)]
    : command(verb, ...words)

function signatureWords(signature: SignaturePolicy): readonly string[] {
  if (signature === 'ostree-remote') {
    throw new AppError('usage/invalid', {
      reason: 'A rebase is “signed” or “unverified”; an ostree remote was asked for.',
    })
  }
  return signature === 'signed' ? ['--enforce-container-sigpolicy'] : []
}

function stageCommand(source: string, options: StageOptions): readonly string[] {
  const { transport, rest } = parseSource(source, 'bootc')
  // A registry is bootc's default; its own name for it is `registry`.
  const transportWords = transport === 'docker' ? [] : ['--transport', transport]
  return withProgress(options, 'switch', ...transportWords, ...signatureWords(options.signature), '--', rest)
}

export const bootc: Backend = {
  name: 'bootc',
  transports: readableTransports,
  statusCommand: command('status', '--json'),
  stageCommand,
  upgradeCommand: options => withProgress(options, 'upgrade'),
  rollbackCommand: command('rollback'),
  discardCommand: [...UTF8, 'ostree', 'admin', 'undeploy', '0'],
  parseStatus: parseBootcStatus,
  createProgressReader: createBootcProgressReader,
  explainFailure: context => explainFailure('bootc', context),
}
