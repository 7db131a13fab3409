/** Keeps the room of rows that are not drawn. */
export function GapRow({ heightPx, columns }: { readonly heightPx: number; readonly columns: number }) {
  if (heightPx <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it can have the focus
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height: `${heightPx}px`, padding: 0 }} />
    </tr>
  )
}
