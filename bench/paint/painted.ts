import type { BrowserContext, Frame } from 'playwright-core'

export interface Painted {
  /** Time (`performance.now()` here) of the next first paint in a matching frame. */
  next(isIt: (frame: Frame) => boolean): Promise<number>
}

const name = 'benchPainted'
const limitMs = 60_000

/** Runs in each page. Calls back one frame after #root got children. */
function watch(binding: string) {
  const tell = () =>
    requestAnimationFrame(() => requestAnimationFrame(() => Reflect.get(window, binding)()))
  const observer = new MutationObserver(() => {
    if (!document.getElementById('root')?.childElementCount) return
    observer.disconnect()
    tell()
  })
  observer.observe(document, { childList: true, subtree: true })
}

export async function watchPainted(context: BrowserContext): Promise<Painted> {
  const waiting = new Set<{ isIt: (frame: Frame) => boolean; tell: (at: number) => void }>()
  await context.exposeBinding(name, ({ frame }) => {
    const at = performance.now()
    for (const each of waiting) if (each.isIt(frame)) each.tell(at)
  })
  await context.addInitScript(watch, name)
  return {
    next: (isIt) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(entry)
          reject(new Error('nothing was painted'))
        }, limitMs)
        const entry = {
          isIt,
          tell(at: number) {
            clearTimeout(late)
            waiting.delete(entry)
            resolve(at)
          },
        }
        waiting.add(entry)
      }),
  }
}
