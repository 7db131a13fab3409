import './middle.css'

const TAIL = 14

/** Where to cut: a long text keeps its end, which tells references apart; a short one is not cut. */
export function splitMiddle(text: string): readonly [head: string, tail: string] {
  if (text.length <= TAIL + 4) return [text, '']
  const slash = text.lastIndexOf('/')
  const fromSlash = text.length - slash
  const cut = slash > 0 && fromSlash <= TAIL + 8 ? slash : text.length - TAIL
  return [text.slice(0, cut), text.slice(cut)]
}

/** One line that gives up its middle where room is short: `quay.io/…/fedora-coreos:stable`; whole on hover and on copy. */
export function Middle({ text, isCode = false }: { readonly text: string; readonly isCode?: boolean }) {
  const [head, tail] = splitMiddle(text)
  return (
    <span className={isCode ? 'dd-middle dd-code' : 'dd-middle'} title={text}>
      <span className="dd-middle__head">{head}</span>
      {tail !== '' && <span className="dd-middle__tail">{tail}</span>}
    </span>
  )
}
