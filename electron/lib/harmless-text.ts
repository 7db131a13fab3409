/**
 * Text from a machine or a registry is shown to people and printed on terminals, so nothing in it may act: no escape
 * sequence, no control character, no character that reorders what follows (CVE-2021-42574, “Trojan Source”).
 */

/** Escape sequences of ECMA-48: CSI, the string commands (OSC, DCS, SOS, PM, APC), and the two-character ones. */
const ESCAPE_SEQUENCES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g

/** C0 and C1 except tab and line feed. */
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Embeddings, overrides and isolates of the bidirectional algorithm (UAX #9), and the two invisible line ends. */
const REORDERING_CHARACTERS = /[\u2028-\u202e\u2066-\u2069]/g

const ANY_OF_THEM = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/

const showCodePoint = (character: string): string =>
  `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`

/** Whether text holds nothing that `harmlessLines` would change: the quick way out for nearly all output. */
export const isHarmless = (text: string): boolean => !ANY_OF_THEM.test(text)

/** Text of any number of lines without escape sequences and control characters; reordering characters become visible. */
export function harmlessLines(text: string): string {
  if (isHarmless(text)) return text
  return text
    .replace(/\r+\n/g, '\n')
    .replace(ESCAPE_SEQUENCES, '')
    .replace(CONTROL_CHARACTERS, '')
    .replace(REORDERING_CHARACTERS, showCodePoint)
}

/** One value on one line: as `harmlessLines`, and line ends and tabs become single blanks. */
export const harmlessText = (text: string): string => harmlessLines(text.replace(/[\r\n\t]+/g, ' '))
