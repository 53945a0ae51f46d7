/** The element that the app mounts in. */
export function mountPoint() {
  return document.getElementById('root') ?? document.body
}

/** In a hidden tab no frame ever comes, so a frame is waited for at most this long. */
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

/** Calls back once, when the app has put something on the page and that was painted. */
export function watchReady(onReady: () => void) {
  const mounted = () => (document.getElementById('root')?.childElementCount ?? 0) > 0
  const observer = new MutationObserver(() => {
    if (!mounted()) return
    observer.disconnect()
    afterPaint(onReady)
  })
  observer.observe(document, { childList: true, subtree: true })
}
