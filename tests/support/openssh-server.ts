/**
 * A real OpenSSH server for tests: Debian's sshd on a free port of 127.0.0.1, with its own keys and configuration in a
 * temporary directory. It ends only processes it started.
 *
 * The options `password` and `user` change /etc/shadow, /etc/passwd and /etc/pam.d/sshd as the server sees them, by
 * bind mounts in a mount namespace of its own (so they need root); the computer's own files stay as they are.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

const SSHD = '/usr/sbin/sshd'

export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa'

export interface OpensshServerOptions {
  /** Keys the server shows; default one ed25519 key. */
  readonly hostKeyTypes?: readonly HostKeyType[]
  readonly maxSessions?: number
  /** Lets `user` log in with this password, by the method named. */
  readonly password?: { readonly text: string; readonly method: 'password' | 'keyboard-interactive' }
  /** Log in as a made-up ordinary user (uid 1000) instead of the current one. */
  readonly user?: string
  /** Refuse keys altogether. */
  readonly withoutKeys?: boolean
  /** More lines of sshd_config(5). */
  readonly config?: readonly string[]
}

export interface OpensshServer {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly user: string
  /** Its temporary directory; tests may put files there. */
  readonly directory: string
  /** An unencrypted ed25519 key that may log in. */
  readonly keyPath: string
  readonly pid: number
  /** Lets the owner of this public key file log in too. */
  authorize(publicKeyPath: string): void
  /** The public host key as `type base64`. */
  hostKey(type?: HostKeyType): string
  /** All that sshd logged so far. */
  log(): string
  /** Gives the machine another host key of the type, as an installation anew does. */
  replaceHostKey(type?: HostKeyType): Promise<void>
  /** How many processes serve connections now; none when everybody hung up. */
  sessionCount(): number
  /** Kills every session process, as a crash or a cut cable does; returns how many. */
  dropConnections(): number
  stop(): Promise<void>
}

/** Makes a key pair with ssh-keygen and returns the path of the private key. */
export function makeKey(path: string, options: { readonly type?: string; readonly passphrase?: string } = {}): string {
  rmSync(path, { force: true })
  const { type = 'ed25519', passphrase = '' } = options
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', path])
  return path
}

/** Starts sshd and waits until it listens. */
export async function startOpensshServer(options: OpensshServerOptions = {}): Promise<OpensshServer> {
  if (!existsSync(SSHD)) throw new Error(`${SSHD} is missing: apt-get install -y openssh-server openssh-client`)
  const directory = mkdtempSync(join(tmpdir(), 'drydock-sshd-'))
  const user = options.user ?? userInfo().username
  const keyPath = makeKey(join(directory, 'client-key'))
  const hostKeyTypes = options.hostKeyTypes ?? ['ed25519']
  for (const type of hostKeyTypes) makeKey(hostKeyPath(directory, type), { type })
  const authorizedKeys = join(directory, 'authorized_keys')
  writeFileSync(authorizedKeys, readFileSync(`${keyPath}.pub`))
  const port = await findFreePort()
  writeFileSync(join(directory, 'sshd_config'), configuration(directory, port, options))
  const binds = prepareBinds(directory, user, options)
  // As root, sshd wants its privilege separation directory (Debian: made by systemd at boot).
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })

  const log: string[] = []
  const daemon = await startDaemon(directory, binds, log)
  let starts = 1
  return {
    host: '127.0.0.1',
    port,
    user,
    directory,
    keyPath,
    pid: daemon.pid as number,
    authorize: path => writeFileSync(authorizedKeys, readFileSync(path), { flag: 'a' }),
    hostKey: type => publicKey(directory, type ?? hostKeyTypes[0] ?? 'ed25519'),
    log: () => log.join(''),
    async replaceHostKey(type = hostKeyTypes[0] ?? 'ed25519') {
      makeKey(hostKeyPath(directory, type), { type })
      // SIGHUP reads everything anew and keeps the sessions.
      daemon.kill('SIGHUP')
      starts += 1
      await untilListening(daemon, log, starts)
    },
    sessionCount: () => sessionPids(daemon.pid as number).length,
    dropConnections: () => killSessions(daemon.pid as number),
    async stop() {
      killSessions(daemon.pid as number)
      await end(daemon)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const hostKeyPath = (directory: string, type: HostKeyType): string => join(directory, `host-key-${type}`)

const publicKey = (directory: string, type: HostKeyType): string =>
  readFileSync(`${hostKeyPath(directory, type)}.pub`, 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ')

function configuration(directory: string, port: number, options: OpensshServerOptions): string {
  const method = options.password?.method
  return [
    // The first value of a keyword counts (sshd_config(5)).
    ...(options.config ?? []),
    ...(options.hostKeyTypes ?? ['ed25519']).map(type => `HostKey ${hostKeyPath(directory, type)}`),
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    'PidFile none',
    'StrictModes no',
    'LogLevel VERBOSE',
    'PermitRootLogin yes',
    'AcceptEnv LANG LC_*',
    `AuthorizedKeysFile ${join(directory, 'authorized_keys')}`,
    `PubkeyAuthentication ${options.withoutKeys === true ? 'no' : 'yes'}`,
    `PasswordAuthentication ${method === 'password' ? 'yes' : 'no'}`,
    `KbdInteractiveAuthentication ${method === 'keyboard-interactive' ? 'yes' : 'no'}`,
    `UsePAM ${method === 'keyboard-interactive' ? 'yes' : 'no'}`,
    // Many connections at once must not be refused at random (MaxStartups).
    'MaxStartups 100',
    `MaxSessions ${options.maxSessions ?? 10}`,
    '',
  ].join('\n')
}

/** Files the server is to see in place of the computer's: [ours, theirs]. */
function prepareBinds(directory: string, user: string, options: OpensshServerOptions): readonly [string, string][] {
  const binds: [string, string][] = []
  const bind = (name: string, target: string, text: string) => {
    writeFileSync(join(directory, name), text, { mode: name === 'shadow' ? 0o600 : 0o644 })
    binds.push([join(directory, name), target])
  }
  if (options.user !== undefined) {
    // Searchable, so that the user may enter the home directory.
    execFileSync('chmod', ['0755', directory])
    execFileSync('install', ['-d', '-o', '1000', '-g', '1000', join(directory, 'home')])
    const passwd = `${readFileSync('/etc/passwd', 'utf8')}${user}:x:1000:1000::${join(directory, 'home')}:/bin/bash\n`
    bind('passwd', '/etc/passwd', passwd)
  }
  if (options.user !== undefined || options.password !== undefined) {
    const rest = readFileSync('/etc/shadow', 'utf8')
      .split('\n')
      .filter(line => line !== '' && !line.startsWith(`${user}:`))
    bind(
      'shadow',
      '/etc/shadow',
      [...rest, `${user}:${hash(options.password?.text)}:20000:0:99999:7:::`, ''].join('\n'),
    )
  }
  if (options.password?.method === 'keyboard-interactive') {
    const pam = 'auth required pam_unix.so nodelay\naccount required pam_permit.so\nsession required pam_permit.so\n'
    bind('pam', '/etc/pam.d/sshd', pam)
  }
  return binds
}

function hash(password: string | undefined): string {
  if (password === undefined) return '*'
  return execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' }).trim()
}

async function startDaemon(
  directory: string,
  binds: readonly (readonly [string, string])[],
  log: string[],
): Promise<ChildProcess> {
  const sshd = [SSHD, '-D', '-e', '-f', join(directory, 'sshd_config')]
  const mounts = binds.map(([from, to]) => `mount --bind '${from}' '${to}' && `).join('')
  const [file = '', ...args] =
    binds.length === 0
      ? sshd
      : ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', `${mounts}exec "$@"`, 'sh', ...sshd]
  const daemon = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  daemon.stderr?.setEncoding('utf8').on('data', (text: string) => log.push(text))
  await untilListening(daemon, log, 1)
  return daemon
}

/** Waits until sshd said for the `times`-th time that it listens; rejects with its log when it ends instead. */
async function untilListening(daemon: ChildProcess, log: readonly string[], times: number): Promise<void> {
  const isListening = () => log.join('').split('Server listening on').length > times
  await new Promise<void>((resolve, reject) => {
    const look = () => isListening() && resolve()
    daemon.once('error', reject)
    daemon.once('exit', () => reject(new Error(`sshd did not start:\n${log.join('')}`)))
    daemon.stderr?.on('data', look)
    look()
  })
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return
  const gone = new Promise(resolve => daemon.once('exit', resolve))
  daemon.kill('SIGTERM')
  await gone
}

/** Kills the sshd processes below the listener (a session has one or two), never the commands they run. */
function killSessions(listenerPid: number): number {
  const pids = sessionPids(listenerPid)
  // One that ended by itself meanwhile makes kill(1) fail, and is no loss.
  if (pids.length > 0) spawnSync('kill', ['-KILL', ...pids.map(String)])
  return pids.length
}

/** proc(5), /proc/PID/stat: `pid (comm) state ppid …`. */
function sessionPids(parentPid: number): readonly number[] {
  const stats = readdirSync('/proc').map(name => (/^\d+$/.test(name) ? readIfThere(`/proc/${name}/stat`) : ''))
  const below = (parent: number): readonly number[] =>
    stats
      .map(stat => /^(\d+) \(sshd.*\) \S (\d+) /s.exec(stat))
      .filter(match => match !== null && Number(match[2]) === parent)
      .flatMap(match => [Number(match?.[1]), ...below(Number(match?.[1]))])
  return below(parentPid)
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** A port of 127.0.0.1 that nothing listened on a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
