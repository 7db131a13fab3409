/** Passphrases and passwords that worked or were just given, in memory only, for as long as Drydock runs. */
export interface SecretMemory {
  get(what: string): string | undefined
  set(what: string, secret: string): void
  forget(what: string): void
}

export function createSecretMemory(): SecretMemory {
  const secrets = new Map<string, string>()
  return {
    get: what => secrets.get(what),
    set: (what, secret) => void secrets.set(what, secret),
    forget: what => void secrets.delete(what),
  }
}
