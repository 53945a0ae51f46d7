/** Hidden tabs get no animation frames, so a timer does the work there. */
const hiddenTabMs = 100

/** Does `work` once in the next animation frame, however often it was scheduled; after 100 ms where no frame comes. */
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
