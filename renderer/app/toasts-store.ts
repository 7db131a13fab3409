import { createStore, type StoreApi } from 'zustand/vanilla'

/** A word that needs no answer: it goes by itself. */
export interface Toast {
  readonly id: number
  readonly tone: 'success' | 'info' | 'warning' | 'danger'
  readonly text: string
  readonly link?: { readonly text: string; readonly href: string }
}

export interface ToastsState {
  readonly toasts: readonly Toast[]
  add(toast: Omit<Toast, 'id'>): void
  remove(id: number): void
}

/** The toasts shown now, at most four. */
export function createToastsStore(): StoreApi<ToastsState> {
  let lastId = 0
  return createStore<ToastsState>(set => ({
    toasts: [],
    add: toast => set(state => ({ toasts: [...state.toasts, { ...toast, id: ++lastId }].slice(-4) })),
    remove: id => set(state => ({ toasts: state.toasts.filter(toast => toast.id !== id) })),
  }))
}
