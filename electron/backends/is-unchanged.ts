interface Printed {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** The whole line in every case: an image may be called anything. */
const UNCHANGED =
  /^(?:error: Old and new refs are equal\b.*|Image specification is unchanged\.|No upgrade available\.|Pinned to commit; no upgrade available|No update available\.|No changes?\.)$/m

/**
 * Whether a stage or upgrade had nothing to do: the same reference as before, or no newer content under it. bootc says so
 * with exit code 0 (tests/reference/README.md, trap 9), rpm-ostree's rebase fails with it; 77 is rpm-ostree's "unchanged"
 * (same file, 3). Staging may be needed all the same when the content behind a reference changed.
 */
export const isUnchanged = ({ exitCode, stdout, stderr }: Printed): boolean =>
  exitCode === 77 || UNCHANGED.test(stdout) || UNCHANGED.test(stderr)
