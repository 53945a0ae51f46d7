import type { Anchor, Spot } from './anchor.ts'
import type { SourcePlace } from './source.ts'

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
  | {
      type: 'picked'
      element: Spot & { anchor: Anchor; name: string }
      place: SourcePlace | null
      x: number
      y: number
    }
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

export const framed = window.parent !== window
const waiting: Report[] = []
let parentOrigin = recall()

/** The parent's origin from an earlier load in this tab, so that a reload needs no handshake. */
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
    // Each load then needs a handshake.
  }
}

export function route() {
  return location.pathname + location.search + location.hash
}

/** Queues reports until the parent's hello. */
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
/** The last command of each type before its handler came. */
const early = new Map<string, Command>()

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
    // Own properties only: `constructor` is no command.
    if (Object.hasOwn(handlers, command.type)) handlers[command.type]?.(command)
  } else if (early.size < 20) early.set(command.type, command)
}

/** Drops messages from others than the parent, or of another shape. */
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
