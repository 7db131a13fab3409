/** Menus open under their button's right edge, inside the page's main part, so that no content lies outside a landmark. */
export const menuPlace = {
  position: 'right',
  appendTo: (): HTMLElement => document.querySelector('main') ?? document.body,
} as const
