/** A layer over the page, in a shadow root beside the body, where the app's styles and code don't reach it by accident. */
const css = `
  :host { all: initial !important; }
  * { box-sizing: border-box; }
  .layer { position: fixed; inset: 0; z-index: 2147482000; overflow: hidden; pointer-events: none;
    font: 500 12px/1 "Inter Variable", system-ui, sans-serif; }
  .cursor { position: absolute; top: 0; left: 0; color: #fff; will-change: transform; }
  .cursor svg { display: block; filter: drop-shadow(0 1px 2px rgb(0 0 0 / .35)); }
  .cursor span { position: absolute; top: 15px; left: 11px; max-width: 160px; overflow: hidden; padding: 4px 7px;
    border-radius: 4px 9px 9px 9px; background: var(--color); text-overflow: ellipsis; white-space: nowrap; }
  .pin { position: absolute; top: 0; left: 0; width: 26px; height: 26px; margin: -26px 0 0 0; padding: 0; border: 2px solid #fff;
    border-radius: 50% 50% 50% 3px; background: var(--color); color: #fff; box-shadow: 0 1px 5px rgb(0 0 0 / .35);
    cursor: pointer; font: inherit; font-weight: 650; pointer-events: auto; }
  .pin[data-resolved] { opacity: .6; }
  .pin[data-selected] { outline: 3px solid var(--color); outline-offset: 1px; opacity: 1; }
  .pin:focus-visible { outline: 3px solid #2f60cf; outline-offset: 2px; }
  .mark { position: absolute; top: 0; left: 0; border: 2px solid #2f60cf; border-radius: 4px; background: rgb(47 96 207 / .12); }
  .mark[data-flash] { border-color: var(--color, #f2a516); background: none; animation: flash 1.6s ease-out forwards; }
  .mark span { position: absolute; left: -2px; bottom: 100%; max-width: 320px; overflow: hidden; padding: 5px 7px; border-radius: 4px 4px 4px 0;
    background: #2f60cf; color: #fff; text-overflow: ellipsis; white-space: nowrap; }
  .mark[data-top] span { bottom: auto; top: 100%; border-radius: 0 4px 4px 4px; }
  @keyframes flash { 70% { opacity: 1; } to { opacity: 0; } }
`

let layer: HTMLElement | undefined
let host: HTMLElement | undefined

export function overlay(): HTMLElement {
  if (layer && host) {
    // A page that replaces its whole document removes the host.
    if (!host.isConnected) document.documentElement.append(host)
    return layer
  }
  host = document.createElement('fegg-overlay')
  host.style.setProperty('display', 'contents', 'important')
  const shadow = host.attachShadow({ mode: 'open' })
  const style = document.createElement('style')
  style.textContent = css
  layer = document.createElement('div')
  layer.className = 'layer'
  shadow.append(style, layer)
  document.documentElement.append(host)
  return layer
}

/** In CSS pixels of the window. Returns true if the place is new. */
export function place(element: HTMLElement, x: number, y: number) {
  const to = `translate(${Math.round(10 * x) / 10}px, ${Math.round(10 * y) / 10}px)`
  if (element.dataset.at === to) return false
  element.dataset.at = to
  element.style.transform = to
  return true
}

/** Keeps the size. Returns true if that changed. */
export function see(element: HTMLElement, seen: boolean) {
  const to = seen ? 'visible' : 'hidden'
  if (element.style.visibility === to) return false
  element.style.visibility = to
  return true
}

/** Draws every frame until this long after the last movement. */
const restlessMs = 300
/** Polling interval at rest, for movements without an event. */
const lookEveryMs = 200
const stirs = ['scroll', 'resize', 'load', 'toggle', 'transitionrun', 'animationstart'] as const

const wakes = new Set<() => void>()
let watched = false

function watchStirs() {
  if (watched) return
  watched = true
  const wakeAll = () => wakes.forEach((wake) => wake())
  for (const stir of stirs) addEventListener(stir, wakeAll, { capture: true, passive: true })
  new MutationObserver(wakeAll).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  })
}

/**
 * Calls `draw` before each paint while something moves, and seldom otherwise: a page at rest must cost nothing. `draw`
 * returns whether something moved, or null if there is nothing to draw.
 */
export function drawing(draw: () => boolean | null) {
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let movedAt = -Infinity
  const step = () => {
    asked = 0
    const moved = draw()
    if (moved === null) return wakes.delete(wake)
    if (moved) movedAt = performance.now()
    if (performance.now() - movedAt < restlessMs) asked ||= requestAnimationFrame(step)
    else timer = setTimeout(step, lookEveryMs)
  }
  const wake = () => {
    watchStirs()
    wakes.add(wake)
    movedAt = performance.now()
    clearTimeout(timer)
    asked ||= requestAnimationFrame(step)
  }
  return wake
}
