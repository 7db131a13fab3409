/**
 * Reads what `rpm-ostree rebase` and `upgrade` print off a terminal (every version since 2022.8; line forms in
 * tests/reference/README.md, 2; on a terminal only the blank before `done` differs). A step's line appears when the step
 * is over, so the phase that is going on is the one *after* the line that was read: behind the last layer comes the
 * silent writing of the deployment.
 */

import type { ProgressPoint, ProgressReader } from './backend.ts'
import { withoutJournalPrefix } from './journal-prefix.ts'
import { createLayerCount, type LayerCount } from './layer-count.ts'
import { FETCHING, QUEUED, READING, WRITING } from './phases.ts'
import type { ProgressBar } from './progress-bar.ts'
import { parseSizeBytes, SIZE_PATTERN } from './size.ts'

/** `ostree chunk layers needed: 4 (187.1 MB)`; before 2023.4 `… layers stored: 47 needed: 4 (187.1 MB)`. */
const NEEDED = new RegExp(
  String.raw`^(?:ostree chunk|custom) layers (?:stored: \d+ )?needed: (\d{1,6}) \((${SIZE_PATTERN})\)$`,
)

/** `[1/5] Fetching layer HEX (18.3 MB)...done`; until 2024.8 without counter; until 2024.5 without `...done`. */
const FETCHING_LINE = new RegExp(
  String.raw`^(?:\[\d+/\d+\] )?Fetching (?:ostree chunk|layer) (?:sha256:)?([0-9a-f]+) \((${SIZE_PATTERN})\)(\.\.\. ?done)?`,
)

/** Until 2024.5: the second of two lines per layer. */
const FETCHED_LINE = /^Fetched (?:ostree chunk|layer) (?:sha256:)?([0-9a-f]+)$/

/** Any other task: with layered packages there are many. */
const TASK = /^([A-Z].{0,79}?)\.\.\. ?done$/

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

type Rule = readonly [RegExp, (match: RegExpExecArray) => ProgressPoint | undefined]

function layerRules(layers: LayerCount): readonly Rule[] {
  const afterLayer = (): ProgressPoint | undefined =>
    layers.isComplete() ? layers.bar.silent(WRITING) : layers.bar.sized(FETCHING)
  return [
    [
      NEEDED,
      ([, count, size = '']) => {
        layers.need(Number(count), parseSizeBytes(size) ?? 0)
        return layers.bar.sized(FETCHING)
      },
    ],
    [
      FETCHING_LINE,
      ([, hex = '', size = '', done]) => {
        layers.announce(hex, parseSizeBytes(size) ?? 0)
        if (done !== undefined) layers.finish(hex)
        return afterLayer()
      },
    ],
    [
      FETCHED_LINE,
      ([, hex = '']) => {
        layers.finish(hex)
        return afterLayer()
      },
    ],
  ]
}

const phaseRules = (bar: ProgressBar): readonly Rule[] => [
  [/^Pulling manifest: /, () => bar.silent(READING)],
  [/^Importing: .* \(digest: /, () => bar.sized(FETCHING)],
  [/^Attaching to existing transaction/, () => bar.silent('Following the change that is already under way')],
  [/^Receiving /, () => bar.silent('Fetching the commit')],
  [/^(?:Writing OSTree commit|Staging deployment)\.\.\./, () => bar.silent(WRITING)],
  [
    /^(?:Changes queued for next boot\.|Run "systemctl reboot")/,
    () => {
      bar.fill()
      return bar.sized(QUEUED)
    },
  ],
  [TASK, ([, task = '']) => bar.silent(`Preparing packages: ${lowerFirst(task)}`)],
]

export function createRpmOstreeProgressReader(): ProgressReader {
  const layers = createLayerCount()
  const rules = [...layerRules(layers), ...phaseRules(layers.bar)]
  return {
    read(_stream, line) {
      const text = withoutJournalPrefix(line).trimEnd()
      for (const [pattern, point] of rules) {
        const match = pattern.exec(text)
        if (match) return point(match)
      }
      return undefined
    },
  }
}
