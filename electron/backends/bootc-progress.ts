/**
 * Reads bootc's progress: the JSON lines of `--progress-fd` where it has them (tests/reference/bootc/progress-fd.md), and
 * always its few lines of text, which is all that older versions say. Off a terminal nothing is printed between the first
 * text line and the end, so text alone moves the bar only from empty to full.
 */

import type { ProgressPoint, ProgressReader } from './backend.ts'
import { withoutJournalPrefix } from './journal-prefix.ts'
import { asList, asNumber, asObject, type JsonObject, parseJsonObject } from './json-value.ts'
import { FETCHING, QUEUED, READING } from './phases.ts'
import { createProgressBar, type ProgressBar } from './progress-bar.ts'
import { parseSizeBytes, SIZE_PATTERN } from './size.ts'

const IMPORTING = 'Importing. This step reports no percentage.'
const DEPLOYING = 'Deploying. This step reports no percentage.'

/** Parts of `staging` that may take long by themselves; by the `subtask` of crates/lib/src/deploy.rs. */
const DEPLOYING_PARTS: ReadonlyMap<unknown, string> = new Map([
  ['bound_images', 'Deploying: pulling bound images'],
  ['cleanup', 'Deploying: removing old images'],
])

const NEEDED = new RegExp(String.raw`^layers already present: \d+; layers needed: \d+ \((${SIZE_PATTERN})\)$`)

function pulling(bar: ProgressBar, event: JsonObject): ProgressPoint | undefined {
  bar.setTotal(asNumber(event.bytesTotal) ?? 0)
  bar.setDone(asNumber(event.bytes) ?? 0)
  const layers = asNumber(event.stepsTotal)
  if (layers !== undefined && layers === asNumber(event.steps)) bar.fill()
  return bar.sized(FETCHING)
}

/** The part that goes on is the one that is not completed; at the very end there is none. */
function staging(bar: ProgressBar, event: JsonObject): ProgressPoint | undefined {
  const current = asList(event.subtasks)
    .map(asObject)
    .find(part => part?.completed === false)
  return current && bar.silent(DEPLOYING_PARTS.get(current.subtask) ?? DEPLOYING)
}

/** Unknown types, tasks and fields may come with any version and are ignored. */
function readEvent(bar: ProgressBar, event: JsonObject): ProgressPoint | undefined {
  switch (event.task) {
    case 'pulling':
      return pulling(bar, event)
    case 'importing':
      return bar.silent(IMPORTING)
    case 'staging':
      return staging(bar, event)
    default:
      return event.type === 'Start' ? bar.silent(READING) : undefined
  }
}

function filled(bar: ProgressBar, phase: string): ProgressPoint | undefined {
  bar.fill()
  return bar.sized(phase)
}

function readText(bar: ProgressBar, text: string, hasEvents: boolean): ProgressPoint | undefined {
  const needed = NEEDED.exec(text)
  if (needed) {
    if (hasEvents) return undefined
    bar.setTotal(parseSizeBytes(needed[1] ?? '') ?? 0)
    return bar.sized(FETCHING)
  }
  // On a terminal the next text lands on the same line.
  if (/Queued for next boot: /.test(text)) return filled(bar, QUEUED)
  if (/Deploying(?::|\.\.\.)/.test(text)) return bar.silent(DEPLOYING)
  return /^Fetched layers: /.test(text) ? filled(bar, FETCHING) : undefined
}

export function createBootcProgressReader(): ProgressReader {
  let bar = createProgressBar()
  let hasEvents = false
  return {
    read(_stream, line) {
      const text = withoutJournalPrefix(line).trimEnd()
      const event = text.startsWith('{') ? parseJsonObject(text) : undefined
      if (!event) return readText(bar, text, hasEvents)
      // The text's total was rounded; the exact one may lie below it.
      if (!hasEvents && bar.doneBytes === 0) bar = createProgressBar()
      hasEvents = true
      return readEvent(bar, event)
    },
  }
}
