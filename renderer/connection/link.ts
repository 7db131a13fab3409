/** How the window stands with the app behind it. */
import type { StoreApi } from 'zustand/vanilla'
import type { Announcement, Api } from '../../shared/api.ts'

/*
 *   connecting ──▶ open ⇄ lost(attempt)        no-session: the app answers but does not know this window
 */
export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | { readonly kind: 'lost'; readonly attempt: number }
  | { readonly kind: 'no-session' }

/** The api and how the way to it stands. */
export interface Connection {
  readonly api: Api
  readonly link: StoreApi<LinkState>
}

/** Opens the way to the app; `hear` is told what changed there. */
export type Connect = (hear: (announcements: readonly Announcement[]) => void) => Connection
