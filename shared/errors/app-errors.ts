/** Drydock itself, and commands nobody knows better. */

import type { TextsOf } from './text.ts'

export interface AppErrors {
  'storage/damaged': { path: string; movedTo: string }
  'usage/invalid': { reason: string }
  'command/failed': { command: string; exitCode: number | null; stderr: string }
  internal: { reason: string }
}

export const appTexts: TextsOf<AppErrors> = {
  'storage/damaged': {
    happened: f => `${f.path} could not be read.`,
    means: f => `It was set aside as ${f.movedTo}; nothing was deleted.`,
    next: 'Drydock goes on with defaults. Compare the file if something is missing.',
    retry: 'never',
  },
  'usage/invalid': {
    happened: f => f.reason,
    means: 'Nothing was started.',
    next: '“drydock --help” shows how.',
    retry: 'after-a-change',
  },
  'command/failed': {
    happened: f => `“${f.command}” ended with ${f.exitCode === null ? 'no exit code' : `exit code ${f.exitCode}`}.`,
    means: 'What it did before that is in the log.',
    next: 'The full text is under Details.',
    retry: 'may-help',
  },
  internal: {
    happened: f => `Something went wrong in Drydock: ${f.reason}`,
    means: 'This is a fault of the app, not of the machine.',
    next: 'Please report it with the text under Details.',
    retry: 'may-help',
  },
}
