/**
 * Some browsers deny storage to cross-site frames: localStorage throws, and so does the SharedWorker with which Vite pings
 * its server. Such a page gets storage in memory, and Vite pings without the worker.
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

export function ensureStorage() {
  if (!isDenied('localStorage')) return
  for (const name of ['localStorage', 'sessionStorage'] as const)
    if (isDenied(name)) Object.defineProperty(window, name, { value: new PageStorage() })
  Object.defineProperty(window, 'SharedWorker', { value: undefined })
}
