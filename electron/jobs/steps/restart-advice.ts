import type { StepContext } from '../step.ts'

/** What a person can try when a machine does not come back, most likely first. */
export function adviceFor({ machine, memory }: Pick<StepContext, 'machine' | 'memory'>): readonly string[] {
  const { restartCommand } = machine
  const look =
    restartCommand.kind === 'podman'
      ? `See whether it runs: podman machine list. Start it by hand: podman machine start ${restartCommand.name}.`
      : 'Look at its screen or console: it may still be starting, or wait for a key.'
  const address = 'Its address may be another one now, if it gets it from the network.'
  const wayBack = memory.facts.status?.deployments.some(each => each.role === 'booted')
    ? ['The system it ran before is still in its boot menu, second from the top.']
    : []
  return [look, address, ...wayBack, 'Drydock keeps looking; cancelling only stops the looking.']
}
