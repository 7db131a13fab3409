/** A plan, a job, and the truth after it. */

import { type TextsOf, UNCHANGED } from './text.ts'

export interface JobErrors {
  'verify/old-system': { machine: string; requested: string; running: string; reason: string }
  'verify/other-system': { machine: string; requested: string; running: string }
  'verify/not-back': { machine: string; waited: string }
  'verify/not-restarted': { machine: string }
  'plan/blocked': { machine: string; reasons: string }
  'plan/changed': { machine: string; what: string }
  'job/not-found': { jobId: string }
  'job/not-asking': { jobId: string }
  'job/interrupted': { step: string; truth: string }
  'job/elsewhere': { machine: string; jobId: string }
  'job/unit-gone': { machine: string; unit: string; why: string }
  'job/left': { machine: string; jobId: string }
}

export const jobTexts: TextsOf<JobErrors> = {
  'verify/old-system': {
    happened: f => `${f.machine} came back on the old system (${f.running}) instead of ${f.requested}.`,
    means: f => `The new one was staged but not activated at shutdown${f.reason === '' ? '' : `: ${f.reason}`}.`,
    next: 'Mend the cause, then rebase again. “journalctl -b -1 -u ostree-finalize-staged” on the machine tells more.',
    retry: 'after-a-change',
  },
  'verify/other-system': {
    happened: f => `${f.machine} runs ${f.running}, which is neither the old system nor ${f.requested}.`,
    means: 'Something else changed the machine meanwhile.',
    next: 'Look at its deployments, then decide.',
    retry: 'never',
  },
  'verify/not-back': {
    happened: f => `${f.machine} has not come back after ${f.waited}.`,
    means: 'It may still be starting, or the new system may not start.',
    next: 'Look at its screen. In the boot menu the previous system is still there.',
    retry: 'may-help',
  },
  'verify/not-restarted': {
    happened: f => `${f.machine} answers, but has not restarted.`,
    means: 'The new system is staged and starts with the next restart.',
    next: 'Restart it from its page.',
    retry: 'may-help',
  },
  'plan/blocked': {
    happened: f => `${f.machine} cannot be rebased like this: ${f.reasons}`,
    means: UNCHANGED,
    next: 'Mend what blocks it, then review again.',
    retry: 'after-a-change',
  },
  'plan/changed': {
    happened: f => `${f.machine} is not as it was on the review screen: ${f.what}.`,
    means: UNCHANGED,
    next: 'Review again.',
    retry: 'after-a-change',
  },
  'job/not-found': {
    happened: f => `There is no job ${f.jobId}.`,
    means: 'Nothing was changed.',
    next: 'Look in the history.',
    retry: 'never',
  },
  'job/not-asking': {
    happened: f => `Job ${f.jobId} is not waiting for an answer.`,
    means: 'Nothing was changed.',
    next: 'Look at the job’s page.',
    retry: 'never',
  },
  'job/interrupted': {
    happened: f => `Drydock was closed while this job was at “${f.step}”.`,
    means: f => f.truth,
    next: 'Look at the machine’s deployments, then start again if needed.',
    retry: 'may-help',
  },
  'job/elsewhere': {
    happened: f => `Job ${f.jobId} on ${f.machine} is looked after by another Drydock on this computer.`,
    means: 'That job goes on; nothing was changed.',
    next: 'Cancel it where it was started.',
    retry: 'never',
  },
  'job/unit-gone': {
    happened: f => `The work on ${f.machine} (${f.unit}) ended without a word: ${f.why}.`,
    means: 'What it had not finished it left undone; the running system is unchanged.',
    next: 'Look at the machine’s deployments, then start again.',
    retry: 'may-help',
  },
  'job/left': {
    happened: f => `${f.machine} has not answered for a long time.`,
    means: 'What runs there goes on without Drydock. The job is not over and nothing of it is lost.',
    next: f => `Go on with it when the machine answers again: drydock resume ${f.jobId}`,
    retry: 'may-help',
  },
}
