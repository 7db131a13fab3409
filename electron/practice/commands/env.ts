import { fail, out, type Program } from '../system/process.ts'
import { isProgram } from '../system/program-names.ts'
import { hasFlag, readOptions } from './options.ts'

/** env(1): sets variables for one command, or prints them. */
export const env: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-i'], values: ['-u'], stopsAtOperand: true })
  const variables = new Map(hasFlag(options, '-i') ? [] : process.env)
  for (const name of options.values.get('-u') ?? []) variables.delete(name)
  const argv = [...options.operands]
  for (let word = argv[0]; word?.includes('='); word = argv[0]) {
    const [name = '', ...value] = word.split('=')
    variables.set(name, value.join('='))
    argv.shift()
  }
  if (argv.length === 0) {
    for (const [name, value] of variables) await out(process, `${name}=${value}\n`)
    return 0
  }
  const [name = ''] = argv
  if (!isProgram(process.world, name)) return fail(process, 127, `env: ‘${name}’: No such file or directory`)
  return process.spawn({ ...process, argv, env: variables })
}
