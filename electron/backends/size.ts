/**
 * Sizes as these tools print them: GLib's `g_format_size` (thousands; U+00A0 before the unit, which becomes `?` in a C
 * locale; `150 bytes` in full; the daemon's own locale may write `2,4 GB`) and indicatif's binary ones (`873.84 MiB`).
 */

const FACTORS: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4, p: 5 }

/** A size for use inside a longer pattern, without groups. */
export const SIZE_PATTERN = String.raw`\d{1,15}(?:[.,]\d{1,3})?[\s\u00a0\u202f?]?(?:[bB]ytes?|[kKMGTP]i?B|B)`

const PARTS = /^(\d{1,15})(?:[.,](\d{1,3}))?[\s\u00a0\u202f?]?(?:[bB]ytes?|([kKMGTP]?)(i?)B)$/

/** Bytes, undefined when the text is not a size. */
export function parseSizeBytes(text: string): number | undefined {
  const parts = PARTS.exec(text.trim())
  if (!parts) return undefined
  const [, whole, fraction = '', prefix = '', binary = ''] = parts
  const factor = (binary === '' ? 1000 : 1024) ** (FACTORS[prefix.toLowerCase()] ?? 0)
  return Math.round(Number(`${whole}.${fraction}`) * factor)
}

/** A size for a sentence: one ordinary no-break space, whatever was printed. */
export const sizeText = (printed: string): string => printed.trim().replace(/[\s\u202f?](?=[A-Za-z]+$)/, '\u00a0')
