import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Window } from 'happy-dom'
import type { Findings } from './findings.ts'

const viewport = { width: 1280, height: 800 }

async function loadWindowClass(): Promise<typeof Window> {
  // One bundle loads five times as fast as the package's files.
  const bundled = path.join(import.meta.dirname, '../vendor/happy-dom.mjs')
  return existsSync(bundled) ? (await import(bundled)).Window : (await import('happy-dom')).Window
}

/** Turns this process into a page at `url`. Runs no scripts. */
export async function openWindow(url: string, html: string, findings: Findings) {
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
  fillGaps(window, findings)
  becomeGlobal(window)
  return window
}

type Page = Record<string, unknown>

function define(target: object, members: Page) {
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(target, name, { configurable: true, writable: true, value })
  }
}

/** Without a size, charts and lists draw nothing. */
function giveLayout(window: Window) {
  const { width, height } = viewport
  const box = () => new window.DOMRect(0, 0, width, height)
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
    animate: () => ({
      cancel() {},
      finish() {},
      play() {},
      pause() {},
      finished: Promise.resolve(),
    }),
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
      get: () => value,
    })
  }
  define(window.SVGElement.prototype, { getBBox: box, getTotalLength: () => width })
}

/** Reports each element once, as visible and as large as the window. */
function observerClass(window: Window) {
  return class {
    readonly #notify: (entries: unknown[], observer: unknown) => void
    constructor(notify: (entries: unknown[], observer: unknown) => void) {
      this.#notify = notify
    }
    observe(target: unknown) {
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

function fillGaps(window: Window, findings: Findings) {
  giveLayout(window)
  const nodeFetch = globalThis.fetch
  define(window.HTMLCanvasElement.prototype, {
    getContext(this: unknown) {
      return canvasContext(this)
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
    send() {}
    close() {}
  }
  define(window, {
    ResizeObserver: observerClass(window),
    IntersectionObserver: observerClass(window),
    WebSocket: SilentSocket,
    EventSource: SilentSocket,
    reportError: (thrown: unknown) => findings.addThrown('exception', thrown),
    alert: () => {},
    confirm: () => true,
    prompt: () => null,
    print: () => {},
    open: () => null,
    scrollTo: () => {},
    /** Requests to hosts outside the sandbox stay pending for ever: a page must be able to show that. */
    fetch: (input: string | URL | Request, init?: RequestInit) => {
      const target = input instanceof Request ? input.url : String(input)
      const url = new URL(target, window.location.href)
      if (url.origin === window.location.origin || url.protocol === 'data:')
        return nodeFetch(input instanceof Request ? input : url, init)
      findings.addConsole('warn', [`The check does not load ${url.origin}${url.pathname}`])
      return new Promise(() => {})
    },
  })
}

/** Node's internals rely on these. */
const keptFromNode = new Set([
  'Array',
  'ArrayBuffer',
  'Boolean',
  'Buffer',
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
  'global',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
  'structuredClone',
  'undefined',
  'Request',
  'Response',
  'Headers',
  'FormData',
  'Blob',
  'MessageChannel',
  'MessagePort',
  'require',
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
