import type { Page } from 'playwright-core'
import type { Eyes } from './eyes.ts'

type Looks = {
  [K in keyof Eyes]: (...args: Parameters<Eyes[K]>) => Promise<Awaited<ReturnType<Eyes[K]>>>
}

const moves = 5

/** The page's eyes, from here. A call is made again if the page goes to another document meanwhile. */
export function eyesOf(page: Page): Looks {
  const once = (name: string, args: unknown[]) =>
    page.evaluate(
      ([method, given]) => {
        const eyes = Reflect.get(globalThis, Symbol.for('fegg.eyes')) as Record<
          string,
          (...args: unknown[]) => unknown
        >
        return eyes[method]?.(...given)
      },
      [name, args] as const,
    )
  const call = async (name: string, args: unknown[]) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await once(name, args)
      } catch (error) {
        // the page went to another document, or reloaded itself
        const moved =
          error instanceof Error && /Execution context was destroyed/.test(error.message)
        if (!moved || tries === moves) throw error
        await page.waitForLoadState('load')
      }
    }
  }
  return new Proxy({} as Looks, {
    get:
      (_target, name) =>
      (...args: unknown[]) =>
        call(String(name), args),
  })
}
