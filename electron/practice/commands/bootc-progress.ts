/** bootc’s `--progress-fd`: one event a line (tests/reference/bootc/progress-fd.md). */

import { type Image, type Layer, totalSize } from '../images/image-blobs.ts'
import type { PullPlan } from '../system/pull-image.ts'
import type { Output } from '../system/streams.ts'
import { canonicalJson } from './bootc-status.ts'

type Event = Parameters<typeof canonicalJson>[0]

export interface ProgressWriter {
  pulling(layer: Layer, doneBytes: number): Promise<void>
  pulled(layer: Layer): Promise<void>
  importing(isDone: boolean): Promise<void>
  staging(stage: number): Promise<void>
}

const STAGES = [
  { subtask: 'merging', id: 'fetching', description: 'Merging Image' },
  { subtask: 'deploying', id: 'deploying', description: 'Deploying Image' },
  { subtask: 'bound_images', id: 'bound_images', description: 'Pulling Bound Images' },
  { subtask: 'cleanup', id: 'cleanup', description: 'Removing old images' },
] as const

/** The counter runs behind: two stages share the number 1. */
const STEPS = [0, 1, 1, 2, 3] as const

function subtaskOf({ kind, digest, size }: Layer, bytes: number): Event {
  const id = digest.replace('sha256:', '').slice(0, 21)
  return { bytes, bytesCached: 0, bytesTotal: size, description: `${kind}: ${id}`, id, subtask: kind }
}

function stagingSubtasks(stage: number): readonly Event[] {
  const shown = STAGES.slice(0, stage + 1).map((each, at) => ({ ...each, completed: at < stage }))
  // bootc lists the last one twice in its last event.
  return stage === STAGES.length ? [...shown, { ...STAGES[3], completed: true }] : shown
}

/** Writes to `output`, if there is one; the first event is preceded by `Start`. */
export function createProgressWriter(output: Output | undefined, image: Image, plan: PullPlan): ProgressWriter {
  const finished: Layer[] = []
  let isStarted = false
  const write = async (event: Event) => {
    const start = isStarted ? '' : '{"type":"Start","version":"0.1.0"}\n'
    isStarted = true
    await output?.write(`${start}${canonicalJson(event)}\n`)
  }
  const id = image.manifestDigest
  const pull = (current: Layer | undefined, doneBytes: number): Event => ({
    bytes: totalSize(finished) + doneBytes,
    bytesCached: totalSize(plan.present),
    bytesTotal: totalSize(plan.needed),
    description: `Pulling Image: ${id}`,
    id,
    steps: finished.length,
    stepsCached: plan.present.length,
    stepsTotal: plan.needed.length,
    subtasks: [
      ...finished.map(layer => subtaskOf(layer, layer.size)),
      ...(current ? [subtaskOf(current, doneBytes)] : []),
    ],
    task: 'pulling',
    type: 'ProgressBytes',
  })
  const steps = (
    task: string,
    description: string,
    done: number,
    total: number,
    subtasks: readonly Event[],
  ): Event => ({
    description,
    id,
    steps: done,
    stepsCached: 0,
    stepsTotal: total,
    subtasks,
    task,
    type: 'ProgressSteps',
  })
  const importing = { description: 'Importing Image', id: 'importing', subtask: 'importing' }
  return {
    pulling: (layer, doneBytes) => write(pull(layer, doneBytes)),
    pulled: layer => {
      finished.push(layer)
      return write(pull(undefined, 0))
    },
    importing: isDone =>
      write(steps('importing', 'Importing Image', isDone ? 1 : 0, 1, [{ ...importing, completed: isDone }])),
    staging: stage => write(steps('staging', 'Deploying Image', STEPS[stage] ?? 0, 3, stagingSubtasks(stage))),
  }
}
