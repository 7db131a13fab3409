import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

interface QmpAnswer {
  readonly return?: unknown
  readonly error?: { readonly desc: string }
}

async function* messages(path: string, commands: readonly object[]): AsyncGenerator<QmpAnswer> {
  const socket = connect(path)
  await once(socket, 'connect')
  try {
    for (const command of commands) socket.write(`${JSON.stringify(command)}\n`)
    for await (const line of createInterface({ input: socket })) yield JSON.parse(line) as QmpAnswer
  } finally {
    socket.destroy()
  }
}

/** Asks QEMU's monitor one thing (QMP: https://www.qemu.org/docs/master/interop/qmp-spec.html); rejects when QEMU refuses. */
export async function askQemu(
  path: string,
  execute: string,
  words: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  let answers = 0
  for await (const message of messages(path, [{ execute: 'qmp_capabilities' }, { execute, arguments: words }])) {
    if (message.error) throw new Error(`QEMU: ${message.error.desc}`)
    if (message.return !== undefined && ++answers === 2) return message.return
  }
  throw new Error(`QEMU ended without an answer to ${execute}`)
}

/** One line for QEMU's human monitor (`info status`, `set_link n0 off`, …) and what it says. */
export const monitorCommand = async (path: string, line: string): Promise<string> =>
  String(await askQemu(path, 'human-monitor-command', { 'command-line': line }))
