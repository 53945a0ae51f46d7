const lookMs = 500
/** Wait before another reload when the last one didn't help. */
const againMs = 5_000

function isReload() {
  const [navigation] = performance.getEntriesByType('navigation')
  return navigation instanceof PerformanceNavigationTiming && navigation.type === 'reload'
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

async function isServed(module: string) {
  try {
    const answer = await fetch(module, { cache: 'no-store' })
    // the gateway sends an HTML page while the sandbox is away
    return answer.ok && /javascript/.test(answer.headers.get('content-type') ?? '')
  } catch {
    return false
  }
}

/**
 * Reloads once `entry` is served: a browser never requests a failed module again. Vite's client reloads only if its socket
 * had opened before.
 */
export async function reloadWhenServed(entry: string) {
  await pause(isReload() ? againMs : lookMs)
  while (!(await isServed(entry))) await pause(lookMs)
  location.reload()
}

/** For an optional module: reloads only once. */
export async function reloadOnceServed(module: string) {
  if (!isReload()) await reloadWhenServed(module)
}

/** Vite accepts the protocol `vite-ping` without a token. */
function takesSockets() {
  return new Promise<boolean>((done) => {
    const socket = new WebSocket(location.origin.replace(/^http/, 'ws'), 'vite-ping')
    socket.addEventListener('open', () => {
      socket.close()
      done(true)
    })
    socket.addEventListener('close', () => done(false))
  })
}

/** Vite tries its socket only once, and without it no change arrives. Where sockets are blocked, the page stays. */
export async function reloadWhenSocketOpens() {
  let wait = isReload() ? againMs : lookMs
  do {
    await pause(wait)
    wait = Math.min(againMs, 2 * wait)
  } while (!(await takesSockets()))
  location.reload()
}
