import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bootc } from '../../../electron/backends/bootc.ts'

/** A `bootc` that prints its arguments on descriptor 3, and a line on each of the ordinary ones. */
function directoryWithBootc(): string {
  const directory = mkdtempSync(join(tmpdir(), 'drydock-fd3-'))
  const script = '#!/bin/sh\nprintf "%s\\n" "$@" >&3\necho text\necho trouble >&2\nexit 7\n'
  writeFileSync(join(directory, 'bootc'), script, { mode: 0o755 })
  return directory
}

test('a real bash gives the progress on stdout, every text on stderr, the words and the exit code unchanged', () => {
  const [program = '', ...words] = bootc.stageCommand(`docker://x/$(id) 'q' "d" *`, {
    signature: 'unverified',
    progressFd: true,
  })
  const PATH = `${directoryWithBootc()}:${process.env.PATH}`
  const { stdout, stderr, status } = spawnSync(program, words, { encoding: 'utf8', env: { PATH } })
  expect(stdout.split('\n')).toEqual(['switch', '--progress-fd', '3', '--', `x/$(id) 'q' "d" *`, ''])
  expect(stderr).toBe('text\ntrouble\n')
  expect(status).toBe(7)
})
