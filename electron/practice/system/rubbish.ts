/** What a hostile or broken program could print: one character stands for one byte (latin1). */
export const rubbish: readonly string[] = [
  '\x1b[31mred\x1b[0m \x1b]0;a title\x07 \x1b[2J\x1b[H\x1b[?1049h\n',
  'bell \x07 backspace \x08\x08 null \x00 vertical tab \x0b delete \x7f\n',
  '<img src=x onerror="alert(1)"><script>alert(document.domain)</script>\n',
  'progress 10%\rprogress 20%\rprogress 30%\n',
  'not UTF-8: \xff\xfe\xc3\x28\xa0\xa1\n',
  'right to left \xe2\x80\xae override, zero width \xe2\x80\x8b, and a line separator \xe2\x80\xa8\n',
]

const LONG_LINE_BYTES = 10 * 1024 * 1024

/** One line of 10 MB. */
export const longLine = (): string => `${'A'.repeat(LONG_LINE_BYTES)}\n`
