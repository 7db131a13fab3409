const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/**
 * A size as GLib's `g_format_size` writes it: SI units, one decimal, and a NO-BREAK SPACE before the unit; below 1 kB
 * `150 bytes` with a plain blank (tests/reference/README.md, trap 1).
 */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return sizeBytes === 1 ? '1 byte' : `${sizeBytes} bytes`
  let value = sizeBytes / 1000
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${value.toFixed(1)}\u00a0${UNITS[unit]}`
}
