/** `drydock doctor`: what stands in the way of a change, and one repair if it is asked for. */

import type { Diagnosis, RepairId } from '../../shared/doctor.ts'
import { AppError } from '../../shared/errors.ts'
import type { App } from '../app.ts'
import type { CliArguments } from './arguments.ts'
import { exitCodes } from './exit-codes.ts'
import type { Output } from './output.ts'

const REPAIRS: readonly RepairId[] = ['wait', 'cancel', 'restart-daemon']

const isRepair = (word: string): word is RepairId => REPAIRS.some(each => each === word)

function text({ summary, holders, repairs, machineName }: Diagnosis): string {
  const held = holders.map(
    ({ what, who, since }) => `  ${what}\n    ${who}${since === undefined ? '' : `, since ${since}`}`,
  )
  const possible = repairs.map(
    ({ id, title, consequence, commands, isAdvised }) =>
      `  ${title}${isAdvised ? ' (advised)' : ''}: drydock doctor ${machineName} --repair ${id}\n    ${consequence}${commands.map(line => `\n    $ ${line}`).join('')}`,
  )
  return [
    summary,
    ...(held.length > 0 ? ['', 'Who is at work there:', ...held] : []),
    ...(possible.length > 0 ? ['', 'What can be done:', ...possible] : []),
  ].join('\n')
}

export async function doctor(app: App, args: CliArguments, output: Output): Promise<number> {
  const { id } = await app.findMachine(args.words[0])
  const { repair } = args
  if (repair !== undefined && !isRepair(repair)) {
    throw new AppError('usage/invalid', { reason: `--repair is ${REPAIRS.join(', ')}, not “${repair}”.` })
  }
  const diagnosis = repair === undefined ? await app.api.diagnose(id) : await app.api.repair(id, repair)
  if (output.isJson) output.json(diagnosis)
  else output.line(text(diagnosis))
  return diagnosis.holders.length === 0 ? exitCodes.done : exitCodes.blocked
}
