import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSshConfigHosts } from '../../../electron/machines/ssh-config-hosts.ts'

let home: string
const local = () => ({ home, name: 'jo', env: { KEYS: '/keys' } })

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'drydock-home-'))
  mkdirSync(join(home, '.ssh', 'conf.d'), { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function configure(text: string, name = 'config') {
  const path = join(home, '.ssh', name)
  writeFileSync(path, text)
  return path
}

const read = (text: string) => readSshConfigHosts(configure(text), local())

describe('the list of hosts', () => {
  test('holds every name without wildcards once, in the order of the file', () => {
    const hosts = read('Host b a\nHost *.example.org !c a\nHost ?x\nHost "d"\nMatch host z\n  User u\n')
    expect(hosts.names).toEqual(['b', 'a', 'd'])
  })

  test('goes on into Include files, relative ones below ~/.ssh and with wildcards', () => {
    configure('Host two\n  HostName 10.0.0.2\n', 'conf.d/20')
    configure('Host one\n  HostName 10.0.0.1\n', 'conf.d/10')
    const hosts = read('Include conf.d/*\nHost three\n')
    expect(hosts.names).toEqual(['one', 'two', 'three'])
    expect(hosts.resolve('two').host).toBe('10.0.0.2')
  })

  test('is empty without a file, and survives a file that includes itself', () => {
    expect(readSshConfigHosts(join(home, '.ssh', 'nothing'), local()).names).toEqual([])
    expect(read('Include config\nHost a\n').names).toEqual(['a'])
  })

  test('leaves out a name ssh would take for an option', () => {
    expect(read('Host -l fine\n').names).toEqual(['fine'])
  })

  test('a file that cannot be understood does not hide the others', () => {
    configure('Host broken\n  IdentityFile "no end\n', 'conf.d/bad')
    expect(read('Include conf.d/bad\nHost good\n').names).toEqual(['good'])
  })
})

describe('one host', () => {
  test('gets the first value said for it, defaults for the rest', () => {
    const hosts = read('Host a\n  port 2200\n  IdentitiesOnly YES\nHost *\n  User core\n  Port 22\n')
    expect(hosts.resolve('a')).toEqual({
      alias: 'a',
      host: 'a',
      port: 2200,
      user: 'core',
      identityPaths: [],
      useAgent: true,
      identitiesOnly: true,
      hashKnownHosts: false,
      jump: '',
    })
    expect(hosts.resolve('unmentioned')).toMatchObject({ host: 'unmentioned', user: 'core' })
  })

  test('without a User is the local user, as with ssh', () => {
    expect(read('Host a\n').resolve('a').user).toBe('jo')
  })

  test.each([
    ['~/.ssh/k', '/.ssh/k'],
    ['%d/k-%u-%r-%h-%n', '/k-jo-core-10.0.0.9-a'],
    ['"~/.ssh/my key"', '/.ssh/my key'],
    ['~/100%%', '/100%'],
  ])('IdentityFile %s', (written, below) => {
    const hosts = read(`Host a\n  HostName 10.0.0.9\n  User core\n  IdentityFile ${written}\n`)
    expect(hosts.resolve('a').identityPaths).toEqual([home + below])
  })

  test('IdentityFile takes environment variables, several files, and none', () => {
    const keys = `IdentityFile $${'{KEYS}'}/one\n  IdentityFile none\n  IdentityFile /two`
    expect(read(`Host a\n  ${keys}\n`).resolve('a').identityPaths).toEqual(['/keys/one', '/two'])
  })

  test('IdentityAgent none leaves the agent out', () => {
    expect(read('Host a\n  IdentityAgent none\n').resolve('a').useAgent).toBe(false)
  })

  test('a ProxyJump is kept, ProxyJump none is none', () => {
    const hosts = read('Host a\n  ProxyJump core@bastion:2222,next\nHost b\n  ProxyJump none\n')
    expect(hosts.resolve('a').jump).toBe('core@bastion:2222,next')
    expect(hosts.resolve('b').jump).toBe('')
  })

  test('a ProxyCommand is refused with what to use instead, unless a ProxyJump came first', () => {
    const text = 'Host a\n  ProxyCommand nc %h %p\nHost b\n  ProxyJump j\n  ProxyCommand nc %h %p\n'
    expect(() => read(text).resolve('a')).toThrow(/ProxyCommand.*ProxyJump works/)
    expect(read(text).resolve('b').jump).toBe('j')
  })

  test.each([
    ['HostName -oProxyCommand=touch', /not a host name/],
    ['User -l', /not a user name/],
    ['Port 70000', /not a port/],
    ['Port x', /not a port/],
  ])('%s is refused', (line, reason) => {
    expect(() => read(`Host a\n  ${line}\n`).resolve('a')).toThrow(reason)
  })

  test('no command of the file is ever run', () => {
    const touched = join(home, 'touched')
    const hosts = read(`Match exec "touch ${touched}"\n  User evil\nHost a\n  CanonicalizeHostname yes\n`)
    expect(hosts.resolve('a').user).toBe('jo')
    expect(() => execFileSync('ls', [touched], { stdio: 'ignore' })).toThrow()
  })

  test('an Include inside a Host section counts only for that host', () => {
    configure('User inner\nHost b\n  Port 2222\n', 'conf.d/inner')
    const hosts = read('Host a\n  Include conf.d/inner\nHost b\n  User outer\n')
    expect(hosts.resolve('a')).toMatchObject({ user: 'inner', port: 22 })
    expect(hosts.resolve('b')).toMatchObject({ user: 'outer', port: 22 })
  })
})

/** OpenSSH's own reading of the same file (`ssh -G`), the judge. */
function opensshReads(path: string, alias: string) {
  const printed = execFileSync('ssh', ['-G', '-F', path, alias], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const values = (key: string) =>
    printed
      .split('\n')
      .filter(line => line.startsWith(`${key} `))
      .map(line => line.slice(key.length + 1))
  return {
    host: values('hostname')[0],
    port: Number(values('port')[0]),
    user: values('user')[0],
    keys: values('identityfile'),
  }
}

test.each(['web', 'db.example.org', 'other'])('reads %s as OpenSSH itself does', alias => {
  const included = configure('Host db.*\n  HostName %h.internal\n  Port = 2201\nHost *\n  User fallback\n', 'conf.d/x')
  const path = configure(`
# comment
IdentityFile /keys/first
HOST web !nothing
	hostname=192.0.2.7
	User    "core"
	IdentityFile /keys/web   # trailing
Include ${included}
Host * !web
  Port 2299
  IdentityFile /keys/rest
Match originalhost other
  Port 1
`)
  const mine = readSshConfigHosts(path, { home: homedir(), name: userInfo().username, env: {} }).resolve(alias)
  expect({ host: mine.host, port: mine.port, user: mine.user, keys: mine.identityPaths }).toEqual(
    opensshReads(path, alias),
  )
})
