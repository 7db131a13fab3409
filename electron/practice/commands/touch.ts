import { resolvePath } from '../system/file-paths.ts'
import { lookAt, namesOf, writeFile } from '../system/files.ts'
import { fail, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { readOptions, valueOfOption } from './options.ts'

function setTime({ world, user }: Process, path: string, modifiedMs: number): string | undefined {
  const file = world.state.files[path]
  if (!file || (user.uid !== 0 && user.uid !== file.uid)) return 'Permission denied'
  const touched = { ...file, modifiedMs, changedMs: Date.now() }
  for (const name of namesOf(world, path)) world.state.files[name] = touched
  return undefined
}

/** touch(1): makes empty files, and with `-d @SECONDS` sets when they were changed. */
export const touch: Program = async process => {
  const { world, user, cwd } = process
  const options = readOptions(process.argv.slice(1), { flags: ['-m'], values: ['-d'] })
  const time = valueOfOption(options, '-d')
  if (time !== undefined && !/^@[0-9]+$/.test(time)) throw new UnsupportedUse(`unsupported time '${time}'`)
  for (const operand of options.operands) {
    const path = resolvePath(cwd, operand)
    const problem =
      (lookAt(world, path) ? undefined : writeFile(world, user, path, Buffer.alloc(0))) ??
      (time === undefined ? undefined : setTime(process, path, Number(time.slice(1)) * 1000))
    if (problem) return fail(process, 1, `touch: cannot touch '${operand}': ${problem}`)
  }
  world.changed()
  return 0
}
