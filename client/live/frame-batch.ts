/** Hidden tabs get no animation frames, so a timer runs the work. */
const hiddenTabMs = 100

/** Runs `work` at most once per animation frame. */
export function frameBatch(work: () => void) {
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | null = null
  const cancel = () => {
    if (timer !== null) clearTimeout(timer)
    if (frame !== 0) cancelAnimationFrame(frame)
    timer = null
    frame = 0
  }
  const run = () => {
    cancel()
    work()
  }
  return {
    schedule: () => {
      if (timer !== null) return
      timer = setTimeout(run, hiddenTabMs)
      if (typeof requestAnimationFrame === 'function') frame = requestAnimationFrame(run)
    },
    flush: () => {
      if (timer !== null) run()
    },
    cancel,
  }
}
