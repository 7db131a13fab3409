import { out, type Program } from '../system/process.ts'

/** echo as bash does it: `-n` leaves the line break out, backslashes are left alone. */
export const echo: Program = async process => {
  const [first, ...rest] = process.argv.slice(1)
  if (first === '-n') await out(process, rest.join(' '))
  else await out(process, `${process.argv.slice(1).join(' ')}\n`)
  return 0
}
