/** What a table holds under a name from outside; never what every object has (`constructor`, `toString`). */
export const ownEntry = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined
