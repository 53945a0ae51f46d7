/** Token buckets: their size, and tokens per second. */
export const messageLimits = {
  accepted: { burst: 150, perSecond: 80 },
  /** What a page may send beyond that before it is stopped. */
  excess: { burst: 10_000, perSecond: 2_000 },
} as const

function bucket({ burst, perSecond }: { burst: number; perSecond: number }) {
  let left: number = burst
  let last: number | null = null
  return (now: number): boolean => {
    left = Math.min(burst, left + ((now - (last ?? now)) * perSecond) / 1_000)
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
  const accepts = bucket(messageLimits.accepted)
  const bears = bucket(messageLimits.excess)
  return {
    take: (now: number): Verdict => (accepts(now) ? 'accept' : bears(now) ? 'drop' : 'flood'),
  }
}

/** Of one message: values in it, characters of its texts, and levels. The bridge's own stay below. */
export const messageSize = { values: 4_000, characters: 500_000, depth: 12 }

/** Stops as soon as a limit is passed, so it costs the same for any larger message. */
export function isSmall(message: unknown): boolean {
  const waiting: Array<{ value: unknown; depth: number }> = [{ value: message, depth: 0 }]
  let values = 0
  let characters = 0
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const { value, depth } = one
    if (++values > messageSize.values || depth > messageSize.depth) return false
    if (typeof value === 'string') characters += value.length
    else if (Array.isArray(value)) {
      if (value.length > messageSize.values) return false
      for (const inner of value) waiting.push({ value: inner, depth: depth + 1 })
    } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
      for (const key in value) {
        characters += key.length
        if (waiting.length > messageSize.values) return false
        waiting.push({ value: Reflect.get(value, key), depth: depth + 1 })
      }
    if (characters > messageSize.characters) return false
  }
  return true
}
