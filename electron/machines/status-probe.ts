import { MARKER, PROBE_SCRIPT, type SectionName, sectionNames } from './probe-script.ts'

/** The one command that asks a machine everything (probe-script.ts). */
export const probeCommand = (): readonly string[] => ['env', 'LC_ALL=C.UTF-8', 'sh', '-c', PROBE_SCRIPT]

/** One section of the answer: what was printed, and how its command ended. */
export interface ProbeSection {
  readonly text: string
  readonly exitCode: number
}

/** A machine's answer to the probe, by section; a missing one was never reached. */
export type Probe = Readonly<Partial<Record<SectionName, ProbeSection>>>

const isSectionName = (name: string): name is SectionName => (sectionNames as readonly string[]).includes(name)

const MARKER_LINE = new RegExp(`^${MARKER} ([a-z-]+) (\\d{1,3})\\r?$`)

/**
 * Cuts the probe's output at its marker lines, each of which begins with a line break of its own, so that every section
 * comes out exactly as printed. Anything else in it stays text of its section: nothing is evaluated.
 */
export function parseProbe(stdout: string): Probe {
  const probe: { [Name in SectionName]?: ProbeSection } = {}
  let lines: string[] = []
  for (const line of stdout.split('\n')) {
    const [, name, exitCode] = MARKER_LINE.exec(line) ?? []
    if (name === undefined || !isSectionName(name)) {
      lines.push(line)
      continue
    }
    // The first one counts: a later marker with the same name was printed by something else.
    probe[name] ??= { text: lines.join('\n'), exitCode: Number(exitCode) }
    lines = []
  }
  return probe
}

/** A section's text if its command succeeded. */
export const answerOf = (probe: Probe, name: SectionName): string | undefined =>
  probe[name]?.exitCode === 0 ? probe[name].text : undefined
