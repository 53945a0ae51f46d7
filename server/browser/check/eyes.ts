/** Where an element stands in the app's files. */
export interface Place {
  path: string
  line: number
  column: number
}

export interface Seen {
  /** Characters of text that takes room on the page. */
  text: number
  /** Pictures, drawings, canvases, videos, frames and fields that take room. */
  things: number
}

export interface Wide {
  width: number
  window: number
  what: string
  place: Place | null
}

export interface Cover {
  what: string
  place: Place | null
}

export interface Target {
  /** Counts the targets of this page from 0. */
  index: number
  role: string
  name: string
  x: number
  y: number
}

export interface Contents {
  headings: string[]
  buttons: string[]
  links: string[]
  fields: string[]
}

/** What `installEyes` leaves in the page. */
export interface Eyes {
  seen(): Seen
  brokenPictures(): Array<{ source: string; place: Place | null }>
  widest(): Wide | null
  cover(): Cover | null
  contents(): Contents
  /** Addresses of this origin that links lead to. */
  links(): string[]
  /** The next target that wasn't given yet, scrolled into view. */
  nextTarget(): Target | null
  hasDialog(): boolean
  /** Renders of React in the next `ms`, and what else ran in that time: frames and timers. */
  renders(ms: number): Promise<{ commits: number; frames: number; timers: number }>
  /** How many points of the picture differ from its most common colour. */
  paintedPoints(jpegBase64: string): Promise<number>
  /** Resolves after the next frame was drawn and timers of 0 ms have run. */
  settled(): Promise<void>
}

/** Runs in the page, before its own code. It is one function, because it is sent to the browser as text. */
export function installEyes(): void {
  const names = { most: 40, length: 80 }
  const elementsMost = 20_000
  let commits = 0
  let timers = 0
  let frames = 0

  // React calls this hook at every commit; Vite's refresh keeps what it finds here
  const hook = {
    renderers: new Map(),
    supportsFiber: true,
    inject: () => 1,
    onScheduleFiberRoot: () => undefined,
    onCommitFiberRoot: () => {
      commits += 1
    },
    onCommitFiberUnmount: () => undefined,
    onPostCommitFiberRoot: () => undefined,
    checkDCE: () => undefined,
  }
  Object.defineProperty(globalThis, '__REACT_DEVTOOLS_GLOBAL_HOOK__', {
    value: hook,
    configurable: true,
    writable: true,
  })
  const { setTimeout: later, setInterval: every, requestAnimationFrame: frame } = globalThis
  const counted = <T extends unknown[]>(work: unknown, count: () => void) =>
    typeof work === 'function'
      ? function (this: unknown, ...args: T) {
          count()
          return Reflect.apply(work, this, args) as unknown
        }
      : work
  const countTimer = () => {
    timers += 1
  }
  globalThis.setTimeout = function (work: unknown, ...rest: unknown[]) {
    return Reflect.apply(later, globalThis, [counted(work, countTimer), ...rest]) as number
  } as typeof setTimeout
  globalThis.setInterval = function (work: unknown, ...rest: unknown[]) {
    return Reflect.apply(every, globalThis, [counted(work, countTimer), ...rest]) as number
  } as typeof setInterval
  globalThis.requestAnimationFrame = (work) =>
    frame.call(
      globalThis,
      counted(work, () => {
        frames += 1
      }) as FrameRequestCallback,
    )

  const placeOf = (element: Element): Place | null => {
    const kept = Reflect.get(globalThis, Symbol.for('fegg.sources')) as
      | { of?: (element: Element) => Place | null }
      | undefined
    const place = kept?.of?.(element) ?? null
    return place && { path: place.path, line: place.line, column: place.column }
  }
  const boxOf = (element: Element) => element.getBoundingClientRect()
  const takesRoom = (element: Element) => {
    const { width, height } = boxOf(element)
    return width > 1 && height > 1
  }
  const isShown = (element: Element) =>
    takesRoom(element) &&
    element.checkVisibility({
      opacityProperty: true,
      visibilityProperty: true,
      contentVisibilityAuto: true,
    })
  const short = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, names.length)
  const nameOf = (element: Element): string => {
    const labelled = (element.getAttribute('aria-labelledby') ?? '')
      .split(/\s+/)
      .map((id) => (id && document.getElementById(id)?.textContent) || '')
      .join(' ')
    const label =
      element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? '') : ''
    const value =
      element instanceof HTMLInputElement && /^(submit|button|reset)$/.test(element.type)
        ? element.value
        : ''
    return short(
      element.getAttribute('aria-label') ||
        labelled.trim() ||
        label ||
        value ||
        (element as HTMLElement).innerText ||
        element.getAttribute('title') ||
        element.getAttribute('placeholder') ||
        element.querySelector('img[alt]')?.getAttribute('alt') ||
        element.querySelector('svg title')?.textContent ||
        '',
    )
  }
  const roleOf = (element: Element): string => {
    const role = element.getAttribute('role')
    if (role) return role
    if (element instanceof HTMLAnchorElement) return 'link'
    if (element instanceof HTMLInputElement)
      return /^(checkbox|radio)$/.test(element.type) ? element.type : 'button'
    return element.tagName === 'SUMMARY' ? 'summary' : 'button'
  }
  const describe = (element: Element): string => {
    const name = nameOf(element)
    const tag = element.tagName.toLowerCase()
    return name ? `<${tag}> “${name.slice(0, 40)}”` : `<${tag}>`
  }

  const seen = (): Seen => {
    let text = 0
    let things = 0
    const walker = document.createTreeWalker(document.body ?? document.documentElement, 5)
    let left = elementsMost
    for (let node = walker.nextNode(); node && left > 0; node = walker.nextNode()) {
      left -= 1
      if (node instanceof Text) {
        const words = node.data.trim()
        const parent = node.parentElement
        if (
          words &&
          parent &&
          !/^(script|style|noscript|template)$/i.test(parent.tagName) &&
          isShown(parent)
        )
          text += words.length
      } else if (
        node instanceof Element &&
        /^(img|svg|canvas|video|iframe|input|textarea|select|button|object|embed|meter|progress)$/i.test(
          node.tagName,
        ) &&
        isShown(node)
      )
        things += 1
    }
    return { text, things }
  }

  const clips = (element: Element) => {
    for (
      let at = element.parentElement;
      at && at !== document.body && at !== document.documentElement;
      at = at.parentElement
    ) {
      const style = getComputedStyle(at)
      if (style.overflowX !== 'visible') return true
      if (style.position === 'fixed') return true
    }
    return false
  }
  const widest = (): Wide | null => {
    const root = document.scrollingElement ?? document.documentElement
    // an overflow that is hidden can't be scrolled to, and one pixel comes from rounding
    if (root.scrollWidth <= innerWidth + 1) return null
    const hidden = [document.documentElement, document.body].some((element) =>
      /hidden|clip/.test(getComputedStyle(element).overflowX),
    )
    if (hidden) return null
    let found: Element | null = null
    let right = innerWidth + 1
    for (const element of [...document.body.querySelectorAll('*')].slice(0, elementsMost)) {
      const box = boxOf(element)
      const edge = box.right + scrollX
      if (edge <= right + 0.5 || box.width < 1 || clips(element)) continue
      right = edge
      found = element
    }
    return {
      width: root.scrollWidth,
      window: innerWidth,
      what: found ? describe(found) : 'the page',
      place: found ? placeOf(found) : null,
    }
  }

  const isContent = (element: Element) =>
    /^(h[1-6]|p|button|a|input|textarea|select|label|li|td|th|img|svg|canvas|span)$/i.test(
      element.tagName,
    ) &&
    (element.tagName !== 'SPAN' || Boolean(element.textContent?.trim()))
  const cover = (): Cover | null => {
    const hits = new Map<Element, number>()
    let tried = 0
    for (const element of [...document.body.querySelectorAll('*')].slice(0, elementsMost)) {
      if (tried >= 40) break
      if (!isContent(element) || !isShown(element)) continue
      const box = boxOf(element)
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue
      // what lets clicks through on purpose is asked for by nobody
      if (getComputedStyle(element).pointerEvents === 'none') continue
      tried += 1
      const top = document.elementFromPoint(x, y)
      if (!top || top === element || element.contains(top) || top.contains(element)) continue
      hits.set(top, (hits.get(top) ?? 0) + 1)
    }
    for (const [top, count] of hits) {
      const box = boxOf(top)
      const share =
        (Math.min(box.right, innerWidth) - Math.max(box.left, 0)) *
        (Math.min(box.bottom, innerHeight) - Math.max(box.top, 0))
      const own = (top as HTMLElement).innerText?.trim().length ?? 0
      const usable = top.querySelector('button, a, input, textarea, select, canvas, video, iframe')
      const points = [
        [0.5, 0.5],
        [0.1, 0.1],
        [0.9, 0.1],
        [0.1, 0.9],
        [0.9, 0.9],
      ]
      const all = points.every(
        ([x = 0, y = 0]) => document.elementFromPoint(innerWidth * x, innerHeight * y) === top,
      )
      if (count < tried * 0.8 || share < innerWidth * innerHeight * 0.9 || !all) continue
      if (own > 15 || usable || top instanceof HTMLCanvasElement) continue
      return { what: describe(top), place: placeOf(top) }
    }
    return null
  }

  const namesOf = (selector: string) => {
    const found = new Set<string>()
    for (const element of document.querySelectorAll(selector)) {
      if (found.size >= names.most) break
      if (!isShown(element)) continue
      const name = nameOf(element)
      if (name) found.add(name)
    }
    return [...found]
  }

  const given = new WeakSet<Element>()
  const signatures = new Map<string, number>()
  let count = 0
  const clickable =
    'button, summary, [role=button], [role=tab], [role=switch], [role=checkbox], [role=menuitem], [role=option], a[href], input[type=submit], input[type=button], input[type=checkbox], input[type=radio]'
  const leadsAway = (element: Element) =>
    element instanceof HTMLAnchorElement &&
    (element.origin !== location.origin ||
      element.target === '_blank' ||
      element.hasAttribute('download'))
  const nextTarget = (): Target | null => {
    for (const element of document.querySelectorAll(clickable)) {
      if (given.has(element)) continue
      given.add(element)
      if (!isShown(element) || leadsAway(element)) continue
      if (element.matches(':disabled, [aria-disabled=true], [inert] *')) continue
      const [role, name] = [roleOf(element), nameOf(element)]
      // lists repeat their buttons, and what a click adds has the same ones
      const signature = `${role} ${name}`
      const times = signatures.get(signature) ?? 0
      signatures.set(signature, times + 1)
      if (times >= 2) continue
      element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
      const box = boxOf(element)
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      const top = document.elementFromPoint(x, y)
      if (!top || !(element.contains(top) || top.contains(element))) continue
      const index = count
      count += 1
      return { index, role, name, x, y }
    }
    return null
  }

  const eyes: Eyes = {
    seen,
    widest,
    cover,
    nextTarget,
    brokenPictures: () =>
      [...document.images]
        .filter((image) => image.complete && image.naturalWidth === 0 && image.currentSrc)
        .filter(
          (image) =>
            URL.canParse(image.currentSrc) && new URL(image.currentSrc).origin === location.origin,
        )
        .slice(0, 10)
        .map((image) => ({ source: new URL(image.currentSrc).pathname, place: placeOf(image) })),
    contents: () => ({
      headings: namesOf('h1, h2, h3, h4, [role=heading]'),
      buttons: namesOf('button, [role=button], input[type=submit], input[type=button]'),
      links: namesOf('a[href]'),
      fields: namesOf(
        'input:not([type=submit]):not([type=button]):not([type=hidden]), textarea, select, [role=textbox], [role=combobox]',
      ),
    }),
    links: () =>
      [...document.querySelectorAll<HTMLAnchorElement>('a[href]')]
        .filter((link) => link.origin === location.origin && !link.hasAttribute('download'))
        .slice(0, 200)
        .map((link) => link.pathname),
    hasDialog: () =>
      [
        ...document.querySelectorAll(
          'dialog[open], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]',
        ),
      ].some(isShown),
    async renders(ms) {
      const before = { commits, frames, timers }
      await new Promise((resolve) => later(resolve, ms))
      return {
        commits: commits - before.commits,
        frames: frames - before.frames,
        timers: timers - before.timers,
      }
    },
    async paintedPoints(jpegBase64) {
      const bytes = Uint8Array.from(atob(jpegBase64), (char) => char.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }))
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
      const pen = canvas.getContext('2d')
      if (!pen) return Infinity
      pen.drawImage(bitmap, 0, 0)
      const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height)
      // JPEG spreads colours a little: 16 levels a channel
      const counts = new Map<number, number>()
      for (let at = 0; at < data.length; at += 4) {
        const key =
          ((data[at] ?? 0) >> 4) * 256 +
          ((data[at + 1] ?? 0) >> 4) * 16 +
          ((data[at + 2] ?? 0) >> 4)
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      const points = data.length / 4
      return points - Math.max(...counts.values())
    },
    settled: () =>
      new Promise((resolve) => {
        const late = later(resolve, 500)
        frame.call(globalThis, () =>
          later(() => {
            clearTimeout(late)
            resolve()
          }, 0),
        )
      }),
  }
  Object.defineProperty(globalThis, Symbol.for('fegg.eyes'), { value: eyes })
}
