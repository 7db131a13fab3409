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

const IMPORTING = { description: 'Importing Image', id: 'importing', subtask: 'importing' } as const

/** The counter runs behind: two stages share the number 1. */
const STEPS = [0, 1, 1, 2, 3] as const

function layerSubtask({ kind, digest, size }: Layer, bytes: number): Event {
  const id = digest.replace('sha256:', '').slice(0, 21)
  return { bytes, bytesCached: 0, bytesTotal: size, description: `${kind}: ${id}`, id, subtask: kind }
}

function stagingSubtasks(stage: number): readonly Event[] {
  const shown = STAGES.slice(0, stage + 1).map((each, at) => ({ ...each, completed: at < stage }))
  // bootc lists the last one twice in its last event.
  return stage === STAGES.length ? [...shown, { ...STAGES[3], completed: true }] : shown
}

interface Pulled {
  readonly finished: readonly Layer[]
  readonly current?: { readonly layer: Layer; readonly doneBytes: number }
}

const pullingEvent = (id: string, plan: PullPlan, { finished, current }: Pulled): Event => ({
  bytes: totalSize(finished) + (current?.doneBytes ?? 0),
  bytesCached: totalSize(plan.present),
  bytesTotal: totalSize(plan.needed),
  description: `Pulling Image: ${id}`,
  id,
  steps: finished.length,
  stepsCached: plan.present.length,
  stepsTotal: plan.needed.length,
  subtasks: [
    ...finished.map(layer => layerSubtask(layer, layer.size)),
    ...(current ? [layerSubtask(current.layer, current.doneBytes)] : []),
  ],
  task: 'pulling',
  type: 'ProgressBytes',
})

const importingEvent = (id: string, isDone: boolean): Event => ({
  description: 'Importing Image',
  id,
  steps: isDone ? 1 : 0,
  stepsCached: 0,
  stepsTotal: 1,
  subtasks: [{ ...IMPORTING, completed: isDone }],
  task: 'importing',
  type: 'ProgressSteps',
})

const stagingEvent = (id: string, stage: number): Event => ({
  description: 'Deploying Image',
  id,
  steps: STEPS[stage] ?? 0,
  stepsCached: 0,
  stepsTotal: 3,
  subtasks: stagingSubtasks(stage),
  task: 'staging',
  type: 'ProgressSteps',
})

/** Writes to `output`, if there is one; the first event is preceded by `Start`. */
export function createProgressWriter(output: Output | undefined, image: Image, plan: PullPlan): ProgressWriter {
  const id = image.manifestDigest
  const finished: Layer[] = []
  let isStarted = false
  const write = async (event: Event) => {
    const start = isStarted ? '' : '{"type":"Start","version":"0.1.0"}\n'
    isStarted = true
    await output?.write(`${start}${canonicalJson(event)}\n`)
  }
  return {
    pulling: (layer, doneBytes) => write(pullingEvent(id, plan, { finished, current: { layer, doneBytes } })),
    pulled: layer => {
      finished.push(layer)
      return write(pullingEvent(id, plan, { finished }))
    },
    importing: isDone => write(importingEvent(id, isDone)),
    staging: stage => write(stagingEvent(id, stage)),
  }
}
