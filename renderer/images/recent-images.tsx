import { Middle } from '../ui/middle.tsx'
import { Section } from '../ui/page.tsx'

interface Props {
  readonly references: readonly string[]
  onChoose(reference: string): void
}

/** What was used lately, on any machine. */
export function RecentImages({ references, onChoose }: Props) {
  return (
    <Section title="Used lately">
      {references.length === 0 ? (
        <p className="dd-subtle">Nothing yet.</p>
      ) : (
        <ul className="dd-recent-images">
          {references.map(reference => (
            <li key={reference}>
              <button type="button" className="dd-image__name" onClick={() => onChoose(reference)}>
                <Middle text={reference} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
