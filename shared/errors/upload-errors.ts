/** Sending an image to a machine. */

import { type TextsOf, UNCHANGED } from './text.ts'

export interface UploadErrors {
  'upload/refused': { machine: string; digest: string; reason: string }
  'upload/store-not-ours': { machine: string; directory: string; owner: string }
  'upload/drop-refused': { reason: string }
}

export const uploadTexts: TextsOf<UploadErrors> = {
  'upload/refused': {
    happened: f => `${f.machine} did not take the blob ${f.digest}: ${f.reason}.`,
    means: 'Nothing is staged; the running system is unchanged. Blobs that arrived whole are kept for the next try.',
    next: 'Try again. What the machine said is under Details.',
    retry: 'may-help',
  },
  'upload/store-not-ours': {
    happened: f => `${f.directory} on ${f.machine} belongs to ${f.owner}.`,
    means: `${UNCHANGED} Drydock keeps no blobs in a place that somebody else can change.`,
    next: f => `Remove it there, or log in as its owner: sudo rm -r ${f.directory}`,
    retry: 'after-a-change',
  },
  'upload/drop-refused': {
    happened: f => f.reason,
    means: 'Nothing was kept of it, and nothing was started.',
    next: 'Choose it again, or use the command line: drydock apply ./DIRECTORY MACHINE',
    retry: 'after-a-change',
  },
}
