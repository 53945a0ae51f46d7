/**
 * Some browsers keep frames of another site from storing anything: then localStorage throws, and so does a shared worker, by
 * which Vite would learn that its server is back. A page in a frame gets storage that lasts as long as it does instead, and
 * Vite pings without the worker.
 */
class PageStorage {
  readonly #values = new Map<string, string>()

  get length() {
    return this.#values.size
  }

  key(index: number) {
    return [...this.#values.keys()][index] ?? null
  }

  getItem(key: string) {
    return this.#values.get(String(key)) ?? null
  }

  setItem(key: string, value: string) {
    this.#values.set(String(key), String(value))
  }

  removeItem(key: string) {
    this.#values.delete(String(key))
  }

  clear() {
    this.#values.clear()
  }
}

function isDenied(name: 'localStorage' | 'sessionStorage') {
  try {
    return !window[name]
  } catch {
    return true
  }
}

/** Puts storage of the page's own where the browser denies its own. */
export function ensureStorage() {
  if (!isDenied('localStorage')) return
  for (const name of ['localStorage', 'sessionStorage'] as const)
    if (isDenied(name)) Object.defineProperty(window, name, { value: new PageStorage() })
  Object.defineProperty(window, 'SharedWorker', { value: undefined })
}
