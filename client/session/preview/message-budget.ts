/** Token bucket: size, and tokens per second. */
const burst = 150
const perSecond = 80

/** What a page may send beyond its budget before it is stopped: at most so much, and so much per second. */
const excessBurst = 10_000
const excessPerSecond = 2_000

function bucket(size: number, perSecond: number) {
  let left = size
  let last: number | null = null
  return (now: number): boolean => {
    left = Math.min(size, left + ((now - (last ?? now)) * perSecond) / 1_000)
    last = now
    if (left < 1) return false
    left -= 1
    return true
  }
}

/** `flood`: dropping alone would keep this tab busy, so the page should be stopped. */
export type Verdict = 'accept' | 'drop' | 'flood'

/** Rate limit of a page's messages. `now` is in milliseconds. */
export function messageBudget() {
  const accepts = bucket(burst, perSecond)
  const bears = bucket(excessBurst, excessPerSecond)
  return {
    take: (now: number): Verdict => (accepts(now) ? 'accept' : bears(now) ? 'drop' : 'flood'),
  }
}

/** Of one message: values in it, characters of its texts, and levels. The bridge's own stay below. */
const most = { values: 4_000, characters: 500_000, depth: 12 }

/** Stops as soon as a limit is passed, so it costs the same for any larger message. */
export function isSmall(message: unknown): boolean {
  const waiting: Array<{ value: unknown; depth: number }> = [{ value: message, depth: 0 }]
  let values = 0
  let characters = 0
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const { value, depth } = one
    if (++values > most.values || depth > most.depth) return false
    if (typeof value === 'string') characters += value.length
    else if (Array.isArray(value)) {
      if (value.length > most.values) return false
      for (const inner of value) waiting.push({ value: inner, depth: depth + 1 })
    } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
      for (const key in value) {
        characters += key.length
        if (waiting.length > most.values) return false
        waiting.push({ value: Reflect.get(value, key), depth: depth + 1 })
      }
    if (characters > most.characters) return false
  }
  return true
}
