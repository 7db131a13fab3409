const MASK = '••••'

/**
 * Replaces every secret in text by `••••`, the longest first. A secret of several lines is masked line by line, so call
 * it after the text was cut into lines or with whole text; empty secrets mask nothing.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0) return text
  const words = secrets.flatMap(secret => secret.split(/\r?\n/)).filter(word => word !== '')
  return words.toSorted((a, b) => b.length - a.length).reduce((masked, word) => masked.replaceAll(word, MASK), text)
}
