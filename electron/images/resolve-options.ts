import { AppError } from '../../shared/errors.ts'
import type { ImageMachine } from './find-local-image.ts'

/** What resolving needs to know besides the reference. */
export interface ResolveOptions {
  readonly facts: ImageMachine['facts']
  readonly machineName: string
  /** How a local image gets to the backend; without it *direct* where that is possible. */
  readonly via?: 'direct' | 'export'
  /** Transports the backend reads. */
  readonly transports: readonly string[]
  readonly backendName: string
  readonly signal?: AbortSignal
}

/** Throws `image/unsupported-transport` unless the backend reads it. */
export function requireTransport(transport: string, { transports, backendName: backend }: ResolveOptions): void {
  if (transports.includes(transport)) return
  const names = transports.map(each => (each === 'docker' ? 'docker://' : `${each}:`)).join(', ')
  throw new AppError('image/unsupported-transport', { transport, backend, known: names })
}
