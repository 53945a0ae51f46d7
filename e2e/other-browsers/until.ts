import { setTimeout as pause } from 'node:timers/promises'

/** Asks again and again until the answer is something; throws what was hoped for after `ms`. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  ms = 90_000,
): Promise<T> {
  const end = Date.now() + ms
  let last: unknown = 'nothing'
  while (Date.now() < end) {
    try {
      const answer = await ask()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    await pause(150)
  }
  throw new Error(`never came: ${what} (${String(last)})`)
}
