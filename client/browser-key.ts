import {
  browserKeyHeader,
  browserKeyPattern,
  newKeyPrefix,
  socketProtocol,
} from '../shared/browser-key.ts'
import { browserStorage } from './browser-storage.ts'

type Keep = Pick<Storage, 'getItem' | 'setItem'>

const storedAs = 'fegg-browser'

function make(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const base64 = btoa(String.fromCharCode(...bytes))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * The secret of this browser at this origin. Storage is apart for each port, unlike cookies. It is read anew each time: another
 * tab may have made the key at the same moment, and the stored one counts.
 */
export class BrowserKey {
  readonly #keep: Keep | null
  #made: string | null = null

  /** `keep` is null where storage is blocked: the key then ends with the page. */
  constructor(keep: Keep | null) {
    this.#keep = keep
  }

  headers(): Record<string, string> {
    return { [browserKeyHeader]: this.#read() }
  }

  protocols(): string[] {
    return [socketProtocol, `${socketProtocol}.${this.#read()}`]
  }

  /** Call once a response has come: cookies of an earlier release count no longer. */
  answered(): void {
    const sent = this.#read()
    if (sent.startsWith(newKeyPrefix)) this.#write(sent.slice(newKeyPrefix.length))
  }

  #read(): string {
    const stored = this.#keep?.getItem(storedAs) ?? this.#made
    if (stored !== null && browserKeyPattern.test(stored)) return stored
    this.#write(newKeyPrefix + make())
    return this.#keep?.getItem(storedAs) ?? this.#made ?? ''
  }

  #write(value: string): void {
    this.#made = value
    this.#keep?.setItem(storedAs, value)
  }
}

export const browserKey = new BrowserKey(browserStorage())
