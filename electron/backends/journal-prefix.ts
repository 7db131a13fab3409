const PREFIX =
  /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)) \S+ [^\s:[]+(?:\[\d+\])?: /

/** The line without what journald (short and short-iso) put in front of it. */
export const withoutJournalPrefix = (line: string): string => line.replace(PREFIX, '')
