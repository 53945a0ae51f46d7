/** The picture is an SVG with a copy of the page, painted at a desktop window's size. */

const width = 1_280
const height = 800
const scale = 0.5
/** In bytes; larger files are left out. */
const partLimit = 400_000
const fetchMs = 2_000

const asData = (blob: Blob) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(new Error('unreadable'))
    reader.readAsDataURL(blob)
  })

/** A file as `data:` URL; null if it fails or is too large. */
async function embedded(address: string): Promise<string | null> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(fetchMs) })
    const blob = await response.blob()
    return response.ok && blob.size <= partLimit ? await asData(blob) : null
  } catch {
    return null
  }
}

const isLatin = (rule: CSSFontFaceRule) => {
  const range = rule.style.getPropertyValue('unicode-range')
  return range === '' || /U\+0{0,4}(?:-|\b)/i.test(range)
}

/** Embeds the font: an SVG image may not fetch it. */
async function fontRule(rule: CSSFontFaceRule): Promise<string> {
  const source = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1]
  if (!source || !isLatin(rule) || rule.style.getPropertyValue('font-style') === 'italic') return ''
  const address = new URL(source, rule.parentStyleSheet?.href ?? location.href)
  const data = await embedded(address.href)
  return data ? rule.cssText.replace(/src:[^;]+;/, `src: url("${data}");`) : ''
}

async function styles(): Promise<string> {
  const rules = [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules]
    } catch {
      return []
    }
  })
  const texts = await Promise.all(
    rules.map((rule) => (rule instanceof CSSFontFaceRule ? fontRule(rule) : rule.cssText)),
  )
  return texts.join('\n')
}

const left =
  'script, style, link, noscript, template, iframe, object, embed, video, audio, fegg-overlay'

/** Copies what the markup lacks: values and pictures. */
async function fill(original: Element, copy: Element) {
  if (original instanceof HTMLInputElement) {
    copy.setAttribute('value', original.type === 'password' ? '' : original.value)
    copy.toggleAttribute('checked', original.checked)
  } else if (original instanceof HTMLTextAreaElement) copy.textContent = original.value
  else if (original instanceof HTMLCanvasElement) {
    const image = document.createElement('img')
    image.width = original.clientWidth
    image.height = original.clientHeight
    try {
      image.src = original.toDataURL('image/webp', 0.7)
    } catch {
      // The canvas is tainted.
    }
    copy.replaceWith(image)
  } else if (original instanceof HTMLImageElement) {
    copy.removeAttribute('srcset')
    copy.removeAttribute('loading')
    const data = original.currentSrc.startsWith('data:')
      ? original.currentSrc
      : await embedded(original.currentSrc)
    if (data) copy.setAttribute('src', data)
    else copy.removeAttribute('src')
  }
}

/** XHTML, without scripts and anything that fetches. */
async function copyOfPage(): Promise<string> {
  const page = document.documentElement.cloneNode(true) as HTMLElement
  const originals = [...document.documentElement.querySelectorAll('input, textarea, canvas, img')]
  const copies = [...page.querySelectorAll('input, textarea, canvas, img')]
  await Promise.all(
    originals.map((original, at) => {
      const copy = copies[at]
      return copy && fill(original, copy)
    }),
  )
  page.querySelector('head')?.remove()
  for (const element of page.querySelectorAll(left)) element.remove()
  page.setAttribute('xmlns', 'http://www.w3.org/1999/xhtml')
  return new XMLSerializer().serializeToString(page)
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

async function load(address: string): Promise<HTMLImageElement> {
  const image = new Image()
  image.src = address
  await image.decode()
  return image
}

/** WebP or PNG of the page's top; null where this browser can't make one. */
export async function takePicture(): Promise<ArrayBuffer | null> {
  try {
    const { documentElement, body } = document
    const ground = [body, documentElement]
      .map((element) => getComputedStyle(element).backgroundColor)
      .find((color) => color !== 'rgba(0, 0, 0, 0)')
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><style>${escape(
      await styles(),
    )}
html, body { display: block; min-height: ${height}px; margin: 0; } *, *::before, *::after { animation: none !important; transition: none !important; }
</style><foreignObject width="100%" height="100%">${await copyOfPage()}</foreignObject></svg>`
    const image = await load(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`)
    const canvas = document.createElement('canvas')
    canvas.width = width * scale
    canvas.height = height * scale
    const context = canvas.getContext('2d')
    if (!context) return null
    context.fillStyle = ground ?? '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) =>
      canvas.toBlob(resolve, 'image/webp', 0.8),
    )
    return blob ? await blob.arrayBuffer() : null
  } catch {
    return null
  }
}
