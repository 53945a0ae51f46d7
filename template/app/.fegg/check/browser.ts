import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Window } from 'happy-dom'
import { type Holes, watchGaps } from './holes.ts'

const viewport = { width: 1280, height: 800 }

async function loadWindowClass(): Promise<typeof Window> {
  // One bundle loads five times as fast as the package's files.
  const bundled = path.join(import.meta.dirname, '../vendor/happy-dom.mjs')
  return existsSync(bundled) ? (await import(bundled)).Window : (await import('happy-dom')).Window
}

export type PageEvents = {
  onThrown(thrown: unknown): void
  /** Requests stay pending for ever: a page must be able to show that. */
  onRequest(): void
}

/** Turns this process into a page at `url`. Runs no scripts. */
export async function openWindow(url: string, html: string, holes: Holes, events: PageEvents) {
  const WindowClass = await loadWindowClass()
  const window = new WindowClass({
    url,
    ...viewport,
    console,
    settings: {
      enableJavaScriptEvaluation: false,
      disableJavaScriptFileLoading: true,
      disableCSSFileLoading: true,
      disableIframePageLoading: true,
      handleDisabledFileLoadingAsSuccess: true,
      disableErrorCapturing: true,
    },
  })
  window.document.write(html)
  fillGaps(window, holes, events)
  becomeGlobal(window)
  for (const name of nodeOnly) Reflect.deleteProperty(globalThis, name)
  watchGaps(globalThis, holes)
  return window
}

type Page = Record<string, unknown>

function define(target: object, members: Page) {
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(target, name, { configurable: true, writable: true, value })
  }
}

/** Without a size, charts and lists draw nothing. */
function giveLayout(window: Window, holes: Holes) {
  const { width, height } = viewport
  const box = () => {
    holes.measured = true
    return new window.DOMRect(0, 0, width, height)
  }
  /** Charts drop labels that would overlap. */
  function boxOf(this: { tagName: string; textContent: string }) {
    const letters = /^(span|text|tspan)$/i.test(this.tagName) ? this.textContent.length : 0
    return letters > 0 ? new window.DOMRect(0, 0, letters * 7, 18) : box()
  }
  define(window.Element.prototype, {
    getBoundingClientRect: boxOf,
    getClientRects: () => [box()],
    scrollIntoView: () => {},
    scrollTo: () => {},
    hasPointerCapture: () => false,
    setPointerCapture: () => {},
    releasePointerCapture: () => {},
    animate() {
      holes.add('Element.animate')
      return { cancel() {}, finish() {}, play() {}, pause() {}, finished: Promise.resolve() }
    },
    getAnimations: () => [],
  })
  for (const [name, value] of [
    ['offsetWidth', width],
    ['offsetHeight', height],
    ['clientWidth', width],
    ['clientHeight', height],
  ] as const) {
    Object.defineProperty(window.HTMLElement.prototype, name, {
      configurable: true,
      get() {
        holes.measured = true
        return value
      },
    })
  }
  define(window.SVGElement.prototype, { getBBox: box, getTotalLength: () => width })
}

/** Reports each element once, as visible and as large as the window. */
function observerClass(window: Window, holes: Holes) {
  return class {
    readonly #notify: (entries: unknown[], observer: unknown) => void
    constructor(notify: (entries: unknown[], observer: unknown) => void) {
      this.#notify = notify
    }
    observe(target: unknown) {
      holes.measured = true
      const rect = new window.DOMRect(0, 0, viewport.width, viewport.height)
      const size = [{ inlineSize: viewport.width, blockSize: viewport.height }]
      const entry = {
        target,
        contentRect: rect,
        borderBoxSize: size,
        contentBoxSize: size,
        boundingClientRect: rect,
        intersectionRect: rect,
        rootBounds: rect,
        isIntersecting: true,
        intersectionRatio: 1,
        time: performance.now(),
      }
      setTimeout(() => this.#notify([entry], this))
    }
    unobserve() {}
    disconnect() {}
    takeRecords() {
      return []
    }
  }
}

function canvasContext(canvas: unknown): unknown {
  const measured = { width: 0, actualBoundingBoxAscent: 0, actualBoundingBoxDescent: 0 }
  const own: Page = {
    canvas,
    measureText: () => measured,
    getImageData: () => ({ data: new Uint8ClampedArray(4), width: 1, height: 1 }),
    createImageData: () => ({ data: new Uint8ClampedArray(4), width: 1, height: 1 }),
  }
  const gradient = { addColorStop: () => {} }
  return new Proxy(own, {
    get: (target, name) =>
      typeof name === 'string' && name in target ? target[name] : () => gradient,
    set: (target, name, value) => {
      if (typeof name === 'string') target[name] = value
      return true
    },
  })
}

function fillGaps(window: Window, holes: Holes, events: PageEvents) {
  giveLayout(window, holes)
  define(window.HTMLCanvasElement.prototype, {
    getContext(this: unknown, kind: unknown) {
      holes.add('canvas')
      return kind === '2d' ? canvasContext(this) : null
    },
    toDataURL: () => 'data:,',
  })
  define(window.HTMLMediaElement.prototype, {
    play: () => Promise.resolve(),
    pause: () => {},
    load: () => {},
  })
  class SilentSocket extends window.EventTarget {
    readyState = 0
    constructor() {
      super()
      events.onRequest()
    }
    send() {}
    close() {}
  }
  class SilentRequest extends window.XMLHttpRequest {
    override send() {
      events.onRequest()
    }
  }
  define(window, {
    ResizeObserver: observerClass(window, holes),
    IntersectionObserver: observerClass(window, holes),
    WebSocket: SilentSocket,
    EventSource: SilentSocket,
    XMLHttpRequest: SilentRequest,
    reportError: (thrown: unknown) => events.onThrown(thrown),
    alert: () => {},
    confirm: () => true,
    prompt: () => null,
    print: () => {},
    open: () => null,
    scrollTo: () => {},
    fetch: () => {
      events.onRequest()
      return new Promise(() => {})
    },
  })
}

/** Code that uses these throws in every browser. */
export const nodeOnly = ['process', 'Buffer', 'global', 'setImmediate', 'clearImmediate'] as const

/** Node's internals rely on these. */
const keptFromNode = new Set([
  'Array',
  'ArrayBuffer',
  'Boolean',
  'Error',
  'Function',
  'Infinity',
  'JSON',
  'Map',
  'Math',
  'NaN',
  'Number',
  'Object',
  'Promise',
  'Proxy',
  'Reflect',
  'RegExp',
  'Set',
  'String',
  'Symbol',
  'URL',
  'URLSearchParams',
  'TextEncoder',
  'TextDecoder',
  'WebAssembly',
  'console',
  'crypto',
  'eval',
  'globalThis',
  'performance',
  'queueMicrotask',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
  'structuredClone',
  'undefined',
  'Blob',
  'MessageChannel',
  'MessagePort',
  ...nodeOnly,
])

function becomeGlobal(window: Window) {
  const page: Page = window as unknown as Page
  const names = new Set<string>()
  for (let level: object | null = window; level; level = Object.getPrototypeOf(level)) {
    if (level === Object.prototype) break
    for (const name of Object.getOwnPropertyNames(level)) names.add(name)
  }
  const builtIn = new Set(Object.getOwnPropertyNames(Object.getPrototypeOf(Object.prototype) ?? {}))
  for (const name of names) {
    if (name === 'constructor' || keptFromNode.has(name) || builtIn.has(name)) continue
    if (
      /^(Int|Uint|Float|BigInt|BigUint)\d|Error$|^(Weak|Shared|Iterator|Intl|Atomics|DataView|Date|parse|isNaN|isFinite|decodeURI|encodeURI|escape|unescape)/.test(
        name,
      )
    ) {
      if (name in globalThis) continue
    }
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => {
        const value = page[name]
        return typeof value === 'function' && /^[a-z]/.test(name) ? value.bind(window) : value
      },
      set: (value) => {
        page[name] = value
      },
    })
  }
  // Properties of `window` must be globals, and the other way round.
  for (const name of ['window', 'self', 'top', 'parent', 'frames']) {
    define(globalThis, { [name]: globalThis })
  }
}
