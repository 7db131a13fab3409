import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openApp } from '../../electron/app.ts'
import { makeKey, startOpensshServer } from '../support/openssh-server.ts'
import { readReference } from '../support/reference.ts'
import { tempDir } from '../support/temp-dir.ts'

const PASSPHRASE = 'passphrase-of-the-key-9f31'
const SUDO_PASSWORD = 'sudo-password-of-core-77c0'
const IMAGE = 'quay.io/example/custom-os:stable'

/**
 * Stand-ins for the tools of an image-based system, behind Debian's real sshd. sudo wants a password on standard input
 * and says what the real one says without (sudo(8): -n, -S).
 */
function standIns(directory: string): string {
  const bin = join(directory, 'bin')
  mkdirSync(bin)
  writeFileSync(join(directory, 'status.json'), readReference('rpm-ostree/status-container-booted.fcos43.json'))
  const staged = readReference('rpm-ostree/status-derived-container-staged-booted-rollback.json')
  writeFileSync(join(directory, 'staged.json'), staged)
  const scripts = {
    id: 'case "$1" in -u) echo 1000 ;; -un) echo core ;; esac',
    sudo: `if test "$1" = -n; then echo "sudo: a password is required" >&2; exit 1; fi
IFS= read -r given; test "$given" = "${SUDO_PASSWORD}" || { echo "Sorry, try again." >&2; exit 1; }
while test $# -gt 0; do case "$1" in -p) shift 2 ;; -*) shift ;; *) exec "$@" ;; esac; done`,
    'rpm-ostree': `case "$1" in status) exec cat ${directory}/status.json ;;
rebase) echo "Staging deployment...done"; exec cp ${directory}/staged.json ${directory}/status.json ;; esac`,
    podman: 'case "$1 $2" in "image exists") exit 1 ;; esac',
    skopeo: 'exit 127',
  }
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  return bin
}

test('a passphrase and a sudo password are used and then found nowhere: not in a file, an event or a report', async () => {
  const directory = tempDir()
  const path = `${standIns(directory)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`
  const server = await startOpensshServer({ config: [`SetEnv PATH=${path} HOME=${directory}`] })
  onTestFinished(() => server.stop())
  const keyPath = makeKey(join(directory, 'key'), { passphrase: PASSPHRASE })
  server.authorize(`${keyPath}.pub`)
  const dataDir = join(directory, 'data')
  const app = await openApp({
    dataDir,
    entry: 'cli',
    version: '0',
    knownHostsPath: join(directory, 'known_hosts'),
    sshConfigPath: join(directory, 'ssh_config'),
  })
  onTestFinished(() => app.close())
  const asked: string[] = []
  app.onAnnounce(() => {
    void app.api.listQuestions().then(async questions => {
      for (const question of questions) {
        if (asked.includes(question.id)) continue
        asked.push(question.id, question.kind)
        const answers = { 'host-key': true, passphrase: PASSPHRASE, password: null, sudo: SUDO_PASSWORD } as const
        await app.api.answerQuestion(question.id, answers[question.kind])
      }
    })
  })
  await app.api.addMachine({
    name: 'build',
    host: '127.0.0.1',
    port: server.port,
    user: server.user,
    keyPath,
    jump: '',
  })
  const request = { kind: 'rebase', machineId: 'ssh:build', image: IMAGE, restart: 'no' } as const
  const plan = await app.api.planJob(request)
  const jobId = await app.api.startJob(request)
  const job = await app.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict).toMatchObject({ outcome: 'staged' })
  expect(asked).toEqual(expect.arrayContaining(['host-key', 'passphrase', 'sudo']))

  const written = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  const said = [JSON.stringify(plan), JSON.stringify(job), await app.api.readReport(jobId), server.log()]
  expect(written.length).toBeGreaterThan(2)
  for (const text of [...written, ...said]) {
    expect(text).not.toContain(PASSPHRASE)
    expect(text).not.toContain(SUDO_PASSWORD)
  }
})
