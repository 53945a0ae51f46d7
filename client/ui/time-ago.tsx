import { useEffect, useState } from 'react'

const steps: Array<[unit: Intl.RelativeTimeFormatUnit, seconds: number]> = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** "just now", "5 minutes ago", "yesterday". Times in milliseconds since the epoch. */
export function timeAgo(at: number, now: number): string {
  const seconds = Math.max(0, (now - at) / 1000)
  for (const [unit, length] of steps)
    if (seconds >= length) return format.format(-Math.floor(seconds / length), unit)
  return 'just now'
}

/** `at` is ISO 8601. */
export function TimeAgo({ at }: { at: string }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  const moment = new Date(at)
  return (
    <time dateTime={at} title={moment.toLocaleString('en-GB')}>
      {timeAgo(moment.getTime(), now)}
    </time>
  )
}
