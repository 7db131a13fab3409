/** How many times faster than life the practice machines go (`DRYDOCK_PRACTICE_SPEED`), or undefined for life. */
export function practiceSpeed(env: NodeJS.ProcessEnv): number | undefined {
  const speed = Number(env.DRYDOCK_PRACTICE_SPEED)
  return Number.isFinite(speed) && speed > 0 ? speed : undefined
}
