/** Gathers calls for a moment and passes them on as one; `close` drops what is waiting. */
export function coalesced(
  call: () => void,
  afterMs: number,
): { readonly soon: () => void; readonly close: () => void } {
  let timer: NodeJS.Timeout | undefined
  const now = (): void => {
    timer = undefined
    call()
  }
  return {
    soon: () => {
      timer ??= setTimeout(now, afterMs)
    },
    close: () => clearTimeout(timer),
  }
}
