import type * as z from 'zod'
import { AppError } from '../../shared/errors.ts'

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads what a tool printed as JSON of one shape; throws `backend/failed` naming the tool when it is anything else. */
export function parseToolJson<Schema extends z.ZodType>(tool: string, schema: Schema, text: string): z.output<Schema> {
  const checked = schema.safeParse(parseJson(text))
  if (checked.success) return checked.data
  throw new AppError('backend/failed', { backend: tool, reason: 'it printed something unexpected' }, { raw: text })
}
