// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
/** The practice shell against the real /bin/sh: the same scripts, the same output, the same exit code. */

import { execFile } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { type Connected, connect, startFast } from './connect.ts'

let machine: PracticeMachine
let connection: Connected

beforeAll(async () => {
  machine = await startFast()
  connection = await connect(machine)
})

afterAll(async () => {
  connection.end()
  await machine.close()
})

function realShell(script: string, stdin: string): Promise<{ stdout: string; exitCode: number }> {
  return new Promise(resolve => {
    const env = { PATH: process.env.PATH, HOME: '/var/home/core', A: '' }
    const child = execFile('/bin/sh', ['-c', script], { env }, (error, stdout) => {
      resolve({ stdout, exitCode: typeof error?.code === 'number' ? error.code : 0 })
    })
    // A script that reads nothing may be gone before its input is written.
    child.stdin?.on('error', () => {})
    child.stdin?.end(stdin)
  })
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const scripts = [
  'echo hello world',
  'echo \'single  quotes $HOME\' "double  quotes"',
  'printf "%s\\n" a\\ b "c\\"d" "e\\\\f" "g\\$h" "h\\i"',
  'echo $A$B "$A" x',
  'X=1; echo $X "$X" \'$X\' ${X}y',
  'X=1 Y=$X; echo $Y',
  'X="a  b"; echo $X; echo "$X"',
  'X="a  b"; for w in $X; do echo "[$w]"; done',
  'for w in 1 2 3; do echo $w; done',
  'for w in; do echo never; done; echo $?',
  'true && echo yes || echo no',
  'false && echo yes || echo no',
  'false || true && echo both',
  '! true; echo $?',
  '! false; echo $?',
  'true; echo $?; false; echo $?',
  'if true; then echo t; else echo e; fi',
  'if false; then echo t; elif true; then echo ei; else echo e; fi',
  'if false; then echo t; fi; echo $?',
  'if test "$(echo 0)" = 0; then echo zero; fi',
  'echo $(echo inner)',
  'echo "$(echo "two  blanks")"',
  'echo $(echo "two  blanks")',
  'echo "$(printf \'a\\n\\n\\n\')b"',
  'X=$(echo hi; exit 3); echo $X $?',
  'X=$(false); echo $?',
  'echo one; echo two\necho three',
  'echo to-err 1>&2; echo out',
  'echo hidden >/dev/null; echo shown',
  '{ echo a; echo b; } 2>&1',
  '(echo sub; exit 4); echo $?',
  '(X=2); echo "[$X]"',
  'X=1; { X=2; }; echo $X',
  'echo a | cat',
  'printf "1\\n2\\n3\\n" | head -n 2',
  'printf "1\\n2\\n3\\n" | tail -n 1',
  'printf "x\\ny\\n" | grep -c y',
  'false | true; echo $?',
  'true | false; echo $?',
  'echo abc | { read line; echo "[$line]"; }',
  'exit 7',
  'echo before; exit 3; echo after',
  'exec echo replaced; echo never',
  'exec 3>&1 1>&2; echo to-stderr; echo to-three >&3',
  'exec 3>&1; echo x >&3',
  'sh -c \'echo "$0" "$1" "$2"\' name one "two three"',
  'sh -c \'for a in "$@"; do echo "[$a]"; done\' name "a b" "" c',
  "sh -c 'echo $#' name 1 2 3",
  "sh -c 'shift; echo $1' name 1 2",
  'sh -c \'exec "$@"\' sh echo run it',
  "sh -c 'exec 3>&1 1>&2; exec \"$@\"' sh sh -c 'echo three >&3; echo one'",
  "sh -c 'exit 9'; echo $?",
  "env X=5 sh -c 'echo $X'",
  'X=6 sh -c \'echo $X\'; echo "[$X]"',
  'X=6; sh -c \'echo "[$X]"\'; export X; sh -c \'echo "[$X]"\'',
  'test 1 -lt 2 && echo less',
  'test a = a && echo same; [ a != b ] && echo other',
  '[ -z "" ] && echo empty; [ -n x ] && echo full',
  '[ ! a = b ] && echo not',
  '[ a = a -a b = b ] && echo and; [ a = b -o b = b ] && echo or',
  'test; echo $?',
  'test x; echo $?',
  'test -e /etc/os-release && echo there',
  'test -e /no/such/file || echo missing',
  'test -d /tmp && echo directory',
  'command -v nosuchcommand || echo none',
  'command -v echo >/dev/null && echo has',
  'command -v sh >/dev/null 2>/dev/null; echo $?',
  'printf "%s-%s\\n" a b c d',
  'printf "%s\\n" "$HOME"',
  'printf "%%|%d\\n" 5',
  'printf "\\n@@m %s %s\\n" x "$?"',
  'nosuchcommand 2>/dev/null; echo $?',
  'cd /; pwd',
  'cd /nosuch 2>/dev/null || echo failed',
  'cd /tmp && pwd',
  '# a comment\necho after # trailing',
  'echo a#b',
  'echo one \\\n two',
  'echo "line one\nline two"',
  'echo ~',
  'echo ~/x',
  'echo "~"',
  'echo "$?"; false; echo "$?"',
  'echo a;echo b',
  ': ignored; echo $?',
  'X=; Z=z; echo ${X:-fallback} ${Y:-$Z} "${Y:-a b}" ${Z:-unused}',
  'unset X; echo "[$X]"',
  'true > /dev/null 2>&1 && echo quiet',
  'echo x 2>&1 >/dev/null',
  'cat',
  'read a b; echo "$b|$a"',
  'cat </dev/null; echo $?',
  'umask 022; echo $?',
  'timeout 5 echo in-time',
  'echo "a$(echo "b$(echo c)")"',
  "echo 'it'\\''s'",
  'echo -- -n',
  'echo -n no newline',
  'echo "$1$2"',
  'echo "{a}" {a} {{.x}}',
  'for x in a b; do for y in 1 2; do echo $x$y; done; done',
  'if ! test -e /nosuch; then echo gone; fi',
  'X=a; X=$X$X; X=$X$X; echo $X',
]

describe('the same as /bin/sh', () => {
  test.each(scripts)('%s', async script => {
    const stdin = 'first second third\n'
    const real = await realShell(script, stdin)
    const ours = await connection.run(`sh -c ${quoted(script)}`, { stdin, env: {} })
    expect({ stdout: ours.stdout, exitCode: ours.exitCode }).toEqual(real)
  })
})

describe('what is not spoken is refused', () => {
  test.each([
    'echo $((1 + 1))',
    'echo `date`',
    'until false; do echo x; done',
    'case x in x) echo y;; esac',
    'f() { echo x; }; f',
    'echo x & echo y',
    'cat <<END\nx\nEND',
    'echo {a,b}',
    'echo "unterminated',
    "echo 'unterminated",
    'echo $(unterminated',
    'if true; then echo x',
    'for x in a; echo $x; done',
    'echo a |',
    '&& echo x',
    'echo ;; echo',
    'echo x >',
    'echo ${X#prefix}',
    'echo ${X:-"quoted"}',
    '[[ a == a ]]',
    'echo a >| b',
    ')',
    'fi',
  ])('%s', async script => {
    const ran = await connection.run(script)
    expect(ran.exitCode).toBe(2)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toMatch(/^sh: practice machine: unsupported syntax near /)
  })

  test('an unknown option of a known command', async () => {
    const ran = await connection.run('ls --color=always')
    expect(ran).toMatchObject({ exitCode: 2, stderr: "ls: practice machine: unsupported option '--color=always'\n" })
  })

  test('a command that is not installed', async () => {
    const ran = await connection.run('rsync a b')
    expect(ran).toMatchObject({ exitCode: 127, stderr: 'sh: line 1: rsync: command not found\n' })
  })
})

describe('files', () => {
  test('are made, read, listed and removed', async () => {
    const script = [
      'd=$(mktemp -d /var/tmp/x.XXXXXX)',
      'mkdir -p -m 755 "$d/a/b"',
      'echo one > "$d/a/f"; echo two >> "$d/a/f"',
      'cat "$d/a/f"; ls "$d/a"; stat -c "%a %U %s" "$d/a/f"',
      'rm -rf "$d"; test -e "$d" || echo gone',
    ].join('; ')
    expect((await connection.run(script)).stdout).toBe('one\ntwo\nb\nf\n644 core 8\ngone\n')
  })

  test('patterns mean the paths that are there', async () => {
    const script = 'mkdir -p /var/tmp/p.1 /var/tmp/p.2; echo /var/tmp/p.*; rmdir /var/tmp/p.*; echo /var/tmp/p.*'
    expect((await connection.run(script)).stdout).toBe('/var/tmp/p.1 /var/tmp/p.2\n/var/tmp/p.*\n')
  })

  test('root’s are closed to core', async () => {
    const ran = await connection.run(
      'sudo touch /root/secret; cat /root/secret; echo x > /etc/y; sudo cat /root/secret',
    )
    expect(ran.stderr).toBe('cat: /root/secret: Permission denied\nsh: line 1: /etc/y: Permission denied\n')
    expect(ran.exitCode).toBe(0)
  })

  test('/usr cannot be written even by root', async () => {
    const ran = await connection.run('sudo touch /usr/x')
    expect(ran.stderr).toBe("touch: cannot touch '/usr/x': Read-only file system\n")
  })
})
