import { withoutJournalPrefix } from './journal-prefix.ts'

const LONGEST = 300

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/**
 * The last `error: …` line of a text without that word and without its full stop, else the last line; undefined when
 * there is none. rpm-ostree and bootc write `error:`, podman `Error:`.
 */
export function lastError(text: string): string | undefined {
  const lines = text
    .split('\n')
    .map(line => withoutJournalPrefix(line).trim())
    .filter(line => line !== '')
  const line = lines.findLast(each => /^error:/i.test(each)) ?? lines.at(-1)
  return line === undefined ? undefined : shortened(line.replace(/^error:\s*/i, '').replace(/\.$/, ''))
}
