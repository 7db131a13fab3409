/** The places of the window, each an address after `#`, so that back, reload and a link work. */

export type Route =
  | { readonly kind: 'machines' }
  | { readonly kind: 'machine'; readonly machineId: string }
  /** Without an image: choose one. With one: review it. */
  | ({ readonly kind: 'rebase'; readonly machineId: string } & ImageChoice)
  | { readonly kind: 'rollback' | 'discard'; readonly machineId: string }
  | { readonly kind: 'job'; readonly jobId: string }
  /** An image of this computer: without a path it has not arrived yet. */
  | { readonly kind: 'drop'; readonly path?: string; readonly machineId?: string }
  | { readonly kind: 'history' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'unknown' }

/** What a person chose for a rebase. */
export interface ImageChoice {
  readonly image?: string
  readonly via?: 'direct' | 'export'
  readonly signature?: 'unverified' | 'signed'
  /** Which image of a folder or archive. */
  readonly choose?: string
  /** Back from the review to the field, with all that was chosen still in it. */
  readonly isEditing?: boolean
}

const oneOf = <Word extends string>(value: string | null, words: readonly Word[]): Word | undefined =>
  words.find(word => word === value)

function parseChoice(query: URLSearchParams): ImageChoice {
  const image = query.get('image')
  const via = oneOf(query.get('via'), ['direct', 'export'])
  const choose = query.get('choose')
  const signature = oneOf(query.get('signature'), ['unverified', 'signed'])
  return {
    ...(image ? { image } : {}),
    ...(via ? { via } : {}),
    ...(signature ? { signature } : {}),
    ...(choose ? { choose } : {}),
    ...(query.has('edit') ? { isEditing: true } : {}),
  }
}

function parseMachineRoute(machineId: string, page: string | undefined, query: URLSearchParams): Route {
  if (page === undefined) return { kind: 'machine', machineId }
  if (page === 'rebase') return { kind: 'rebase', machineId, ...parseChoice(query) }
  if (page === 'rollback' || page === 'discard') return { kind: page, machineId }
  return { kind: 'unknown' }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function parseDrop(query: URLSearchParams): Route {
  const [path, machineId] = [query.get('path'), query.get('machine')]
  return { kind: 'drop', ...(path ? { path } : {}), ...(machineId ? { machineId } : {}) }
}

function dropQuery({ path, machineId }: Extract<Route, { kind: 'drop' }>): string {
  const query = new URLSearchParams()
  if (path) query.set('path', path)
  if (machineId) query.set('machine', machineId)
  return query.size === 0 ? '' : `?${query}`
}

/** The place an address's fragment names. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [place, id, page] = path.split('/').map(decoded)
  if (!place) return { kind: 'machines' }
  if (place === 'machines') return id ? parseMachineRoute(id, page, new URLSearchParams(query)) : { kind: 'machines' }
  if (place === 'drop') return parseDrop(new URLSearchParams(query))
  if (place === 'jobs' && id) return { kind: 'job', jobId: id }
  if (place === 'history' || place === 'settings') return { kind: place }
  return { kind: 'unknown' }
}

function choiceQuery({ image, via, signature, choose, isEditing }: ImageChoice): string {
  const query = new URLSearchParams()
  if (image) query.set('image', image)
  if (via) query.set('via', via)
  if (signature) query.set('signature', signature)
  if (choose) query.set('choose', choose)
  if (isEditing) query.set('edit', '')
  return query.size === 0 ? '' : `?${query}`
}

/** The address of a place. */
export function hrefOf(route: Route): string {
  if (route.kind === 'machine') return `#/machines/${encodeURIComponent(route.machineId)}`
  if (route.kind === 'drop') return `#/drop${dropQuery(route)}`
  if (route.kind === 'rebase') return `#/machines/${encodeURIComponent(route.machineId)}/rebase${choiceQuery(route)}`
  if (route.kind === 'rollback' || route.kind === 'discard')
    return `#/machines/${encodeURIComponent(route.machineId)}/${route.kind}`
  if (route.kind === 'job') return `#/jobs/${encodeURIComponent(route.jobId)}`
  return route.kind === 'unknown' ? '#/machines' : `#/${route.kind}`
}

/** Goes there; the place before stays behind the back button. */
export function navigate(route: Route): void {
  location.hash = hrefOf(route)
}
