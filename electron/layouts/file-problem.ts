import { AppError } from '../../shared/errors.ts'

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EIO: 'the disk reports an error',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
}

const codeOf = (thrown: unknown): string => (thrown as NodeJS.ErrnoException | undefined)?.code ?? ''

/** Whether a file system error says that nothing is there. */
export const isAbsent = (thrown: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(thrown))

/** A file system error as `layout/unreadable`; what is none is handed back as it is. */
export function unreadable(path: string, thrown: unknown): unknown {
  if (thrown instanceof AppError || codeOf(thrown) === '') return thrown
  const reason = REASONS[codeOf(thrown)] ?? codeOf(thrown)
  return new AppError('layout/unreadable', { path, reason }, { cause: thrown })
}
