import type { Check, CheckId } from '../../../shared/plan.ts'

export const fine = (id: CheckId, fact: string, consequence = ''): Check => ({
  id,
  level: 'fine',
  fact,
  consequence,
  action: '',
})

export const warns = (id: CheckId, fact: string, consequence: string, action: string): Check => ({
  id,
  level: 'warns',
  fact,
  consequence,
  action,
})

export const blocks = (id: CheckId, fact: string, consequence: string, action: string): Check => ({
  id,
  level: 'blocks',
  fact,
  consequence,
  action,
})
