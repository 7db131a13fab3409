/** What a job is, readable aloud. `clean-up` is not a step to run here: it follows every end (job-runner.ts). */

import type { Plan, PlanAction } from '../../shared/plan.ts'
import type { Step } from './step.ts'
import { ask } from './steps/ask.ts'
import { discard } from './steps/discard.ts'
import { exportImage } from './steps/export.ts'
import { preflight } from './steps/preflight.ts'
import { resolve } from './steps/resolve.ts'
import { restart } from './steps/restart.ts'
import { rollback } from './steps/rollback.ts'
import { stage } from './steps/stage.ts'
import { upload } from './steps/upload.ts'
import { verify } from './steps/verify.ts'

const steps: { readonly [Action in PlanAction]: readonly Step[] } = {
  rebase: [preflight, resolve, exportImage, upload, stage, ask, restart, verify],
  upgrade: [preflight, resolve, exportImage, upload, stage, ask, restart, verify],
  rollback: [preflight, rollback, ask, restart, verify],
  discard: [preflight, discard],
  restart: [preflight, ask, restart, verify],
  nothing: [],
}

/** The steps of a plan, in order: nothing is exported or uploaded where the image needs neither. */
export const stepsFor = ({ action, image }: Pick<Plan, 'action' | 'image'>): readonly Step[] =>
  steps[action].filter(
    step => (step !== exportImage || image?.via === 'export') && (step !== upload || image?.via === 'upload'),
  )
