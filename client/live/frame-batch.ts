/** Hidden tabs get no animation frames: there a timer does the work. */
const hiddenTabMs = 100

/**
 * Gathers calls until the next animation frame and then does `work` once. Where no frame comes (a hidden tab, no DOM), it is
 * done after 100 ms. `flush` does it now if it is due; `cancel` forgets it.
 */
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
