/**
 * One `Api` for the life of the window, over links that come and go. A question that was under way when the link was
 * lost is asked again; an act is never repeated and never kept for later, because a person would not expect it then.
 */
import { type Api, argumentSchemas } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'

type Method = keyof Api
type Call = (...args: unknown[]) => Promise<unknown>

interface Link {
  readonly api: Api
  readonly lost: Promise<typeof LOST>
}

const LOST = Symbol('lost')
const methods = Object.keys(argumentSchemas) as readonly Method[]
const isQuestion = (method: Method): boolean => /^(hello|list|get|read|search|explain|plan|raw|refresh)/.test(method)

const lostError = (): AppError =>
  new AppError('internal', {
    reason: 'the connection to Drydock was lost before it answered. See the machine’s page for what was done.',
  })

export interface SteadyApi {
  readonly api: Api
  /** The link to use from now on. */
  attach(api: Api): void
  /** The link is gone: questions wait for the next one, acts fail. */
  detach(): void
}

/** An api that outlives its links. */
export function openSteadyApi(): SteadyApi {
  let next = Promise.withResolvers<Link>()
  let lose: (() => void) | undefined

  const call = async (method: Method, args: unknown[]): Promise<unknown> => {
    if (!isQuestion(method) && !lose) throw lostError()
    for (;;) {
      const link = await next.promise
      const answered = await Promise.race([(link.api[method] as Call)(...args), link.lost])
      if (answered !== LOST) return answered
      if (!isQuestion(method)) throw lostError()
    }
  }
  return {
    api: Object.fromEntries(
      methods.map(method => [method, (...args: unknown[]) => call(method, args)]),
    ) as unknown as Api,
    attach(api) {
      const lost = Promise.withResolvers<typeof LOST>()
      lose = () => lost.resolve(LOST)
      next.resolve({ api, lost: lost.promise })
    },
    detach() {
      // Nothing was attached yet: who waits for the first link goes on waiting for it.
      if (!lose) return
      next = Promise.withResolvers<Link>()
      lose?.()
      lose = undefined
    },
  }
}
