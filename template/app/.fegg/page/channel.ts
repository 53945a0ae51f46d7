import type { Anchor, Spot } from './anchor.ts'

/** Mirrors BridgeToApp of shared/protocol/bridge.ts, without the envelope. */
type Report =
  | { type: 'hello'; route: string; ready: boolean }
  | { type: 'ready'; route: string; ms: number }
  | { type: 'route'; route: string }
  | ErrorReport
  | { type: 'hmr'; files: string[] }
  | { type: 'pointer'; at: Spot | null }
  | { type: 'view'; at: Spot }
  | { type: 'acted' }
  | { type: 'picked'; element: Spot & { anchor: Anchor; name: string }; x: number; y: number }
  | { type: 'pick_ended' }
  | { type: 'pins'; found: Array<{ id: string; found: boolean }> }
  | { type: 'pin_opened'; id: string; x: number; y: number }
  | { type: 'picture'; image: ArrayBuffer | null }

export type ErrorReport = {
  type: 'error'
  kind: 'exception' | 'rejection' | 'console' | 'build'
  message: string
  stack?: string | undefined
  file?: string | undefined
  line?: number | undefined
  route: string
  blank: boolean
}

const source = 'fegg-bridge'
const version = 1
const waitingLimit = 200
const originKey = 'fegg-bridge:parent-origin'

/** Whether the app may be there to hear. */
export const framed = window.parent !== window
const waiting: Report[] = []
let parentOrigin = recall()

/** The app's address, if this tab's page was framed by it before: a reload needs no new handshake. */
function recall() {
  try {
    return sessionStorage.getItem(originKey)
  } catch {
    return null
  }
}

function remember(origin: string) {
  parentOrigin = origin
  try {
    sessionStorage.setItem(originKey, origin)
  } catch {
    // A page without storage shakes hands again after each load.
  }
}

export function route() {
  return location.pathname + location.search + location.hash
}

/** Sends a report to the app, or keeps it until the app has said hello. */
export function post(report: Report) {
  if (!framed) return
  if (parentOrigin === null) {
    if (waiting.length < waitingLimit) waiting.push(report)
    return
  }
  window.parent.postMessage({ source, version, ...report }, parentOrigin)
}

function navigate(target: unknown) {
  if (typeof target !== 'string' || !target.startsWith('/')) return
  // `//x` is a path too, not another host
  history.pushState(null, '', new URL(location.origin + target))
  dispatchEvent(new PopStateEvent('popstate', { state: null }))
}

type Command = Record<string, unknown>
type Handlers = Record<string, (command: Command) => void>

let handlers: Handlers | undefined
/** The last command of each kind that came before who handles it. */
const early = new Map<string, Command>()

/** Takes over commands of these types, those that have come already included. */
export function handle(these: Handlers) {
  handlers = these
  for (const [type, command] of early) these[type]?.(command)
  early.clear()
}

function obey(command: Command) {
  switch (command.type) {
    case 'navigate':
      return navigate(command.route)
    case 'reload':
      return location.reload()
    case 'back':
      return history.back()
    case 'forward':
      return history.forward()
  }
  if (typeof command.type !== 'string') return
  if (handlers) {
    // Only what is its own: a name such as `constructor` is no command.
    if (Object.hasOwn(handlers, command.type)) handlers[command.type]?.(command)
  } else if (early.size < 20) early.set(command.type, command)
}

/** Listens to the app that frames this page; what others send, or what has another shape, is dropped. */
export function onCommand(isReady: () => boolean) {
  if (!framed) return
  addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window.parent || typeof event.data !== 'object' || !event.data) return
    const command: Record<string, unknown> = { ...event.data }
    if (command.source !== source || command.version !== version) return
    if (command.type === 'hello') {
      remember(event.origin)
      post({ type: 'hello', route: route(), ready: isReady() })
      for (const report of waiting.splice(0)) post(report)
    } else if (event.origin === parentOrigin) {
      obey(command)
    }
  })
}
