/**
 * Ending a command on a machine whose sshd does not deliver signals: OpenSSH refuses them for sessions of root (9.2:
 * “session signalling requires privilege separation”, session.c), and other servers know no signals at all. Without
 * a terminal such a command would also survive the end of its channel, and keep one of the few sessions busy.
 */
import type { Client } from 'ssh2'
import { announcedLine } from './after-greeting.ts'
import { commandLine } from './quote.ts'

/**
 * Looks among the sessions of this very connection (leaders of their own process group, children of our sshd) for the
 * one that runs the command: its words, or the shell that was given the line, or the last words, because a prefix like
 * `env A=B` replaces itself. Ends that group, and only when exactly one fits. proc(5), /proc/PID/stat.
 */
const SCRIPT = `
stat_of() { { read -r stat <"/proc/$1/stat"; } 2>/dev/null && stat=\${stat##*) }; }
words=$1 line=$2
stat_of $$ && set -- $stat && self=$4
stat_of "$self" && set -- $stat && sshd=$2
set --
for each in /proc/[0-9]*; do
  pid=\${each#/proc/}
  [ "$pid" != "$self" ] && stat_of "$pid" || continue
  case $stat in ?" $sshd $pid $pid "*) ;; *) continue ;; esac
  found=$({ tr '\\000' ' ' <"$each/cmdline"; } 2>/dev/null)
  [ -n "$found" ] || continue
  case $found in *" -c $line ") set -- "$@" "$pid"; continue ;; esac
  case " $words " in *" $found") set -- "$@" "$pid" ;; esac
done
[ $# -eq 1 ] && kill -s TERM -- "-$1"
`

/** The argv that ends `argv` on the machine, run on the same connection. */
export const stopCommand = (argv: readonly string[]): readonly string[] => [
  'sh',
  '-c',
  SCRIPT,
  'drydock-stop',
  argv.join(' '),
  announcedLine(argv),
]

/** Runs `stopCommand` and forgets it: whether it helped shows in the command's own channel. */
export function stopCommandOn(client: Client, argv: readonly string[]): void {
  try {
    client.exec(commandLine(stopCommand(argv)), (error, channel) => {
      if (error) return
      channel.on('error', () => undefined)
      channel.resume()
      channel.stderr.resume()
      channel.end()
    })
  } catch {
    // The connection is gone, and with it the command's channel.
  }
}
