export function mountPoint() {
  return document.getElementById('root') ?? document.body
}

/** Hidden tabs get no animation frames. */
const frameLimitMs = 150

function afterPaint(then: () => void) {
  let done = false
  const once = () => {
    if (done) return
    done = true
    then()
  }
  requestAnimationFrame(() => requestAnimationFrame(once))
  setTimeout(once, document.hidden ? 0 : frameLimitMs)
}

/** Calls back once, after the app's first paint. */
export function watchReady(onReady: () => void) {
  const mounted = () => (document.getElementById('root')?.childElementCount ?? 0) > 0
  const observer = new MutationObserver(() => {
    if (!mounted()) return
    observer.disconnect()
    afterPaint(onReady)
  })
  observer.observe(document, { childList: true, subtree: true })
}
