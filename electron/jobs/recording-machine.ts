import type { MachineHandle } from '../machines/machine-handle.ts'

/** The same machine, and the lines of every command run on it, so that a plan can show what was asked. */
export function recordingMachine(machine: MachineHandle): { machine: MachineHandle; commands: readonly string[] } {
  const commands: string[] = []
  return {
    commands,
    machine: {
      ...machine,
      run: (argv, options = {}) => {
        commands.push(machine.commandLine(argv, options))
        return machine.run(argv, options)
      },
    },
  }
}
