import type { PageBrowser } from './port.ts'

/** Where no page is looked at. `why`: a sentence for people. */
export function createNoBrowser(why: string): PageBrowser {
  return {
    unavailable: () => why,
    check: async () => ({ seen: false, why }),
    use: async () => ({ seen: false, why }),
    sizes: () => ({ contexts: 0, waiting: 0, waitedMs: 0, visits: 0, troubles: 0 }),
    close: async () => undefined,
  }
}
