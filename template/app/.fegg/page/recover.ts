/** How long to wait between looks whether the module is served again. */
const lookMs = 500
/** A page that was loaded anew already and failed again is not loaded anew before this. */
const againMs = 5_000

function isReload() {
  const [navigation] = performance.getEntriesByType('navigation')
  return navigation instanceof PerformanceNavigationTiming && navigation.type === 'reload'
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

async function isServed(module: string) {
  try {
    const answer = await fetch(module, { cache: 'no-store' })
    // the gateway answers with a page of its own while the sandbox is away
    return answer.ok && /javascript/.test(answer.headers.get('content-type') ?? '')
  } catch {
    return false
  }
}

/**
 * Loads the page anew as soon as its entry is served: the line was cut while its modules came, and a browser never asks
 * again for a module that failed. Vite's client does so only where its socket had opened before.
 */
export async function reloadWhenServed(entry: string) {
  await pause(isReload() ? againMs : lookMs)
  while (!(await isServed(entry))) await pause(lookMs)
  location.reload()
}

/** The same for a module that the app can do without: where loading the page anew did not help, it is left as it is. */
export async function reloadOnceServed(module: string) {
  if (!isReload()) await reloadWhenServed(module)
}

/** Whether the dev server takes sockets: Vite answers one of this protocol without a token. */
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

/**
 * Loads the page anew once a socket opens: this page's own never did, Vite tries it once, and without it no change ever comes.
 * Where sockets don't get through at all the page stays as it is.
 */
export async function reloadWhenSocketOpens() {
  let wait = isReload() ? againMs : lookMs
  do {
    await pause(wait)
    wait = Math.min(againMs, 2 * wait)
  } while (!(await takesSockets()))
  location.reload()
}
