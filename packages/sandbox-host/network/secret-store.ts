/** Values that rules put into requests. In this process's memory only: no sandbox outlives it. */
import { ApiError } from '../lib/errors.ts'
import { newSandboxId } from '../lib/ids.ts'

const maxSecrets = 256
const placeholder = /\$\{e2b\.secrets\.([^{}]+)\}/g

export interface SecretInfo {
  id: string
  name: string
  version: number
  metadata: Record<string, string>
  createdAt: Date
  updatedAt: Date
}

type Kept = SecretInfo & { value: string }

export interface SecretWish {
  value: string
  metadata?: Record<string, string> | undefined
}

export class UnknownSecretError extends Error {}

export class SecretStore {
  readonly #kept = new Map<string, Kept>()

  all(): SecretInfo[] {
    return [...this.#kept.values()]
  }

  /** By id or name. Throws ApiError 404. */
  get(named: string): SecretInfo {
    return this.#get(named)
  }

  /** Throws ApiError 409 for a name in use. */
  create(name: string, { value, metadata = {} }: SecretWish): SecretInfo {
    const lower = name.toLowerCase()
    if (this.#find(lower)) throw new ApiError(409, `the secret '${lower}' exists already`)
    if (this.#kept.size >= maxSecrets)
      throw new ApiError(400, `this host keeps at most ${maxSecrets} secrets`)
    const now = new Date()
    const id = `sec_${newSandboxId()}`
    const made = { id, name: lower, version: 1, metadata, createdAt: now, updatedAt: now, value }
    this.#kept.set(id, made)
    return made
  }

  update(named: string, { value, metadata }: SecretWish): SecretInfo {
    const found = this.#get(named)
    found.value = value
    found.version += 1
    found.updatedAt = new Date()
    if (metadata) found.metadata = metadata
    return found
  }

  remove(named: string): void {
    this.#kept.delete(this.#get(named).id)
  }

  /** Replaces placeholders by values. Throws UnknownSecretError. */
  fill(text: string): string {
    return text.replaceAll(placeholder, (_, name: string) => {
      const found = this.#find(name.toLowerCase())
      if (!found) throw new UnknownSecretError(`this host knows no secret '${name}'`)
      return found.value
    })
  }

  #get(named: string): Kept {
    const found = this.#kept.get(named) ?? this.#find(named.toLowerCase())
    if (!found) throw new ApiError(404, `secret '${named}' not found`)
    return found
  }

  #find(name: string): Kept | undefined {
    return [...this.#kept.values()].find((each) => each.name === name)
  }
}
