import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { machineFacts } from '../../../electron/machines/machine-facts.ts'
import { sectionNames } from '../../../electron/machines/probe-script.ts'
import { answerOf, parseProbe, probeCommand } from '../../../electron/machines/status-probe.ts'
import { unsupportedReason } from '../../../electron/machines/unsupported-reason.ts'

const [command = '', ...words] = probeCommand()

/** Runs the probe here, for real; `env` may hide tools from it. */
function ask(env: NodeJS.ProcessEnv = process.env) {
  const result = spawnSync(command, words, { encoding: 'utf8', env })
  return { ...result, probe: parseProbe(result.stdout) }
}

describe('asked of this computer', () => {
  let asked: ReturnType<typeof ask>
  beforeAll(() => {
    asked = ask()
  })

  test('the script exits 0 and answers every section', () => {
    expect(asked.status).toBe(0)
    expect(Object.keys(asked.probe)).toEqual(sectionNames)
  })

  test('its facts are true', () => {
    const facts = machineFacts(asked.probe, { rootful: false })
    expect(facts).toMatchObject({
      osName: expect.stringMatching(/\w/),
      architecture: expect.stringMatching(/^(amd64|arm64)$/),
      bootId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      user: process.getuid?.() === 0 ? 'root' : expect.any(String),
      tools: { podman: spawnSync('sh', ['-c', 'command -v podman']).status === 0 },
    })
    expect(facts.uptimeSeconds).toBeGreaterThan(0)
    expect(facts.fileSystems.map(each => each.path)).toContain('/var/tmp')
    for (const each of facts.fileSystems) expect(each.sizeBytes).toBeGreaterThan(each.freeBytes)
    expect(facts.backend).toBeUndefined()
  })

  // Only root may make such a place, and may have one: /var/lib is an empty one here, of this process alone.
  test.runIf(process.getuid?.() === 0)(
    'what Drydock left in another place is found like what it left in /var/tmp, and nothing else is',
    () => {
      const make = `mount -t tmpfs none /var/lib && mkdir /var/lib/drydock-0 && cd /var/lib/drydock-0 &&
        mkdir drydock.0123456789ab drydock.zz else drydock && echo >drydock.abc &&
        head -c 5000000 /dev/zero >drydock/one && exec "$@"`
      const { stdout } = spawnSync('unshare', ['-m', 'sh', '-c', make, 'sh', command, ...words], { encoding: 'utf8' })
      const facts = machineFacts(parseProbe(stdout), { rootful: false })
      const before = machineFacts(asked.probe, { rootful: false })
      expect(facts.drydockDirectories?.filter(each => each.startsWith('/var/lib'))).toEqual([
        '/var/lib/drydock-0/drydock.0123456789ab',
      ])
      expect((facts.storeBytes ?? 0) - (before.storeBytes ?? 0)).toBeGreaterThan(4_500_000)
    },
  )

  test('it is no image-based machine, and the reason names its system', () => {
    const reason = unsupportedReason(asked.probe, { machine: 'here', user: 'me', stderr: asked.stderr })
    expect(reason?.code).toBe('machine/not-image-based')
    expect(reason?.message).toMatch(/^here runs \S.+ which was not booted from an image/)
  })
})

describe('where almost every tool is missing', () => {
  const bin = mkdtempSync(join(tmpdir(), 'drydock-bin-'))
  afterAll(() => rmSync(bin, { recursive: true, force: true }))

  test('the sections that can be answered still are', () => {
    for (const tool of ['env', 'sh', 'id', 'uname']) symlinkSync(`/usr/bin/${tool}`, join(bin, tool))
    const { status, probe } = ask({ PATH: bin })
    expect(status).toBe(0)
    expect(Object.keys(probe)).toEqual(sectionNames)
    expect(answerOf(probe, 'machine')).toMatch(/x86_64|aarch64/)
    expect(machineFacts(probe, { rootful: false })).toMatchObject({ osName: '', uptimeSeconds: 0, fileSystems: [] })
  })

  test('a section that prints rubbish, fails or hangs up early spoils no other', () => {
    writeFileSync(join(bin, 'who'), "#!/bin/sh\nprintf '@@drydock user 0\\n\\377\\001no line break'; kill -9 $$\n", {
      mode: 0o755,
    })
    const { probe } = ask({ PATH: `${bin}:/usr/bin:/bin` })
    expect(Object.keys(probe)).toEqual(sectionNames)
    expect(answerOf(probe, 'user')).toBe(`${spawnSync('id', ['-un'], { encoding: 'utf8' }).stdout}`)
    expect(probe.who?.exitCode).toBe(137)
    expect(answerOf(probe, 'failed-units') ?? '').not.toContain('no line break')
  })
})

test('the command is one line, for the log', () => {
  expect(words.join(' ')).not.toContain('\n')
})

test('a section comes out exactly as printed, with or without a last line break', () => {
  const probe = parseProbe('hello\n@@drydock begin 0\na\nb\n\n@@drydock machine 0\n{"a":1}\n@@drydock rpm-ostree 0\n')
  expect(answerOf(probe, 'machine')).toBe('a\nb\n')
  expect(answerOf(probe, 'rpm-ostree')).toBe('{"a":1}')
})

test('an answer that breaks off leaves the rest unanswered', () => {
  const probe = parseProbe('\n@@drydock begin 0\nx86_64\n\n@@drydock machine 0\n1234')
  expect(Object.keys(probe)).toEqual(['begin', 'machine'])
})
