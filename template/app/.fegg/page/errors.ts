import { type ErrorReport, post, route } from './channel.ts'
import { hideCrash, showCrash } from './crash-screen.ts'
import { mountPoint } from './ready.ts'
import { reloadWhenServed, reloadWhenSocketOpens } from './recover.ts'

const textLimit = 2_000
const seenLimit = 50
/** How long to wait for Vite's own error when a script fails. */
const buildErrorWaitMs = 500
/** Older requests can't be the cause of a failed update. */
const cutWithinMs = 15_000

/** How long React may take to render an update. */
const refreshMs = 150

/** Reported since the last change: a render loop must not flood the app. */
const seen = new Set<string>()

type Finding = Pick<ErrorReport, 'kind' | 'message' | 'stack' | 'file' | 'line'>

function isBlank() {
  return mountPoint().childElementCount === 0
}

function report(finding: Finding) {
  const fingerprint = `${finding.kind}:${finding.message}`
  if (seen.has(fingerprint) || seen.size >= seenLimit) return
  seen.add(fingerprint)
  // React unmounts the broken tree after it reports the error.
  setTimeout(() => {
    const blank = isBlank()
    if (blank && finding.kind !== 'console') showCrash(finding.message, finding.stack)
    post({
      type: 'error',
      ...finding,
      message: finding.message.slice(0, textLimit),
      stack: finding.stack?.slice(0, textLimit),
      route: route(),
      blank,
    })
  })
}

/** A guess: the app's folder is unknown here. */
function inApp(file: string | undefined) {
  return file?.replace(/^.*?\/(?=src\/)/, '').replace(/\?.*$/, '')
}

function fileOf(stack: string | undefined) {
  return /https?:\/\/[^/\s]+\/(src\/[^?:\s]+)/.exec(stack ?? '')?.[1]
}

function describe(value: unknown): { message: string; stack?: string | undefined } {
  if (value instanceof Error) {
    return { message: `${value.name}: ${value.message}`, stack: value.stack }
  }
  if (typeof value === 'object' && value !== null) {
    try {
      return { message: JSON.stringify(value) }
    } catch {
      return { message: Object.prototype.toString.call(value) }
    }
  }
  return { message: String(value) }
}

/** As a console prints it, with `%s` and the like filled in. */
function consoleText(args: unknown[]) {
  const [first, ...rest] = args
  if (typeof first !== 'string') return args.map((arg) => describe(arg).message).join(' ')
  const filled = first.replace(/%[sdifoOc]/g, (directive) => {
    if (rest.length === 0) return directive
    const value = rest.shift()
    return directive === '%c' ? '' : describe(value).message
  })
  return [filled, ...rest.map((arg) => describe(arg).message)].join(' ')
}

/** Vite doesn't request an update's modules again after the connection broke. */
function reloadWhereCut(message: string) {
  const [, module] = /Failed to reload (\/\S+?)\. /.exec(message) ?? []
  const isCut = (entry: PerformanceEntry) =>
    entry instanceof PerformanceResourceTiming &&
    entry.responseStatus === 0 &&
    entry.name.startsWith(`${location.origin}/`) &&
    entry.startTime > performance.now() - cutWithinMs
  if (module && performance.getEntriesByType('resource').some(isCut)) void reloadWhenServed(module)
}

/** Retries where Vite has given up. */
function mend(message: string) {
  if (/failed to connect to websocket/.test(message)) void reloadWhenSocketOpens()
  else reloadWhereCut(message)
}

function watchConsole() {
  const original = console.error
  console.error = (...args: unknown[]) => {
    original.apply(console, args)
    const message = consoleText(args)
    // Vite sends the same in full as a build error.
    if (/^\[(vite|hmr)\]/.test(message)) return mend(message)
    const stack = args.find((arg) => arg instanceof Error)?.stack
    report({ kind: 'console', message, stack, file: fileOf(stack) })
  }
}

/** On a new load, a broken module's error is only in the response to its request. */
async function findBuildError(): Promise<Finding | null> {
  const requests = performance.getEntriesByType('resource')
  for (const request of requests) {
    if (!(request instanceof PerformanceResourceTiming) || request.responseStatus < 500) continue
    const answer = await fetch(request.name).then((response) => response.text())
    const json = /const error = (\{.*\})\n/.exec(answer)?.[1]
    if (!json) continue
    const err: {
      message: string
      frame?: string
      id?: string
      loc?: { file?: string; line: number }
    } = JSON.parse(json)
    const file = inApp(err.loc?.file ?? err.id)
    return { kind: 'build', message: err.message, stack: err.frame, file, line: err.loc?.line }
  }
  return null
}

/** Reloads once the script is served again, unless the app is to blame. */
async function explain(entry: string) {
  const broken = await findBuildError().catch(() => null)
  report(
    broken ?? {
      kind: 'build',
      message: `${entry}, or a module that it imports, did not load`,
    },
  )
  if (!broken) await reloadWhenServed(entry)
}

function watchBuild() {
  let lastBuildError = -Infinity
  import.meta.hot?.on('vite:error', ({ err }) => {
    lastBuildError = performance.now()
    report({
      kind: 'build',
      message: err.message,
      stack: err.frame ?? err.stack,
      file: inApp(err.loc?.file ?? err.id),
      line: err.loc?.line,
    })
  })
  const scriptFailed = (event: Event) => {
    const script = event.target
    if (!(script instanceof HTMLScriptElement)) return
    const failedAt = performance.now()
    setTimeout(() => {
      if (lastBuildError > failedAt - buildErrorWaitMs) return
      void explain(new URL(script.src, location.href).pathname)
    }, buildErrorWaitMs)
  }
  addEventListener('error', scriptFailed, { capture: true })
}

/** Reports each error once until the next change. */
export function watchErrors() {
  addEventListener('error', (event) => {
    if (!event.message) return
    const { message, stack } =
      event.error instanceof Error ? describe(event.error) : { message: event.message }
    report({ kind: 'exception', message, stack, file: fileOf(stack) ?? inApp(event.filename) })
  })
  addEventListener('unhandledrejection', (event) => {
    const { message, stack } = describe(event.reason)
    report({ kind: 'rejection', message, stack, file: fileOf(stack) })
  })
  watchConsole()
  watchBuild()
  let wasBlank = false
  import.meta.hot?.on('vite:beforeUpdate', ({ updates }) => {
    wasBlank = isBlank() && updates.some((update) => update.type === 'js-update')
  })
  import.meta.hot?.on('vite:afterUpdate', () => {
    seen.clear()
    // An update alone doesn't always bring back a root that React unmounted.
    if (wasBlank) setTimeout(() => (isBlank() ? location.reload() : hideCrash()), refreshMs)
  })
}
