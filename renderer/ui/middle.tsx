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

/**
 * One line that gives up its middle where room is short: `quay.io/…/fedora-coreos:stable`. Whole on hover, on copy and
 * for a screen reader, which would hear two words in the two parts.
 */
export function Middle({ text }: { readonly text: string }) {
  const [head, tail] = splitMiddle(text)
  if (tail === '')
    return (
      <span className="dd-middle dd-middle__head" title={text}>
        {text}
      </span>
    )
  return (
    <span className="dd-middle" title={text} data-middle={text}>
      <span className="pf-v6-screen-reader dd-middle__whole">{text}</span>
      <span className="dd-middle__head" aria-hidden="true">
        {head}
      </span>
      <span className="dd-middle__tail" aria-hidden="true">
        {tail}
      </span>
    </span>
  )
}
