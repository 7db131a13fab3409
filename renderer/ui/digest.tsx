import { shortDigest } from '../../shared/deployment.ts'
import { CopyButton } from './copy-button.tsx'

/** A digest for eyes, the whole on hover and behind the copy button. */
export function Digest({ digest }: { readonly digest: string }) {
  return (
    <span className="dd-digest">
      <code title={digest}>{shortDigest(digest)}</code>
      <CopyButton text={digest} what="digest" />
    </span>
  )
}
