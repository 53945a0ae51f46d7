/** `ms` in milliseconds gives `40 ms`, `0.8 s`, `21 s`, `2 min 5 s`, `1 h 4 min`. */
export function duration(ms: number): string {
  if (ms > 0 && ms < 95) return `${Math.round(ms)} ms`
  if (ms < 950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60)
    return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `ms` in milliseconds gives `0:14`, `12:05`. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' })

function isSameDay(a: Date, b: Date) {
  return a.toDateString() === b.toDateString()
}

/** Time of day, with the date unless it is today. */
export function shortTime(iso: string, now = new Date()): string {
  const at = new Date(iso)
  return isSameDay(at, now) ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`
}

/** Today, Yesterday or the date. */
export function dayName(iso: string, now = new Date()): string {
  const at = new Date(iso)
  if (isSameDay(at, now)) return 'Today'
  const before = new Date(now)
  before.setDate(before.getDate() - 1)
  return isSameDay(at, before) ? 'Yesterday' : day.format(at)
}

export function fullTime(iso: string): string {
  return full.format(new Date(iso))
}
