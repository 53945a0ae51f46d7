import type { BrowserContext } from 'playwright-core'
import { nowMs } from '../fanout/messages.ts'

const binding = 'benchHeading'
const limitMs = 30_000

/** Runs in each page. Reports one frame after the change. */
function watch(name: string) {
  let last = ''
  const look = () => {
    const text = document.querySelector('#root h1')?.textContent ?? ''
    if (text === last) return
    last = text
    requestAnimationFrame(() => requestAnimationFrame(() => Reflect.get(window, name)(text)))
  }
  new MutationObserver(look).observe(document, {
    childList: true,
    characterData: true,
    subtree: true,
  })
}

/** The returned function resolves to the time (`nowMs()`) at which a page painted the heading. */
export async function watchHeadings(context: BrowserContext, where: string) {
  const waiting = new Map<string, (at: number) => void>()
  await context.exposeBinding(binding, (_source, text: string) => {
    waiting.get(text)?.(nowMs())
    waiting.delete(text)
  })
  await context.addInitScript(watch, binding)
  return (text: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`“${text}” was not painted ${where}`)),
        limitMs,
      )
      waiting.set(text, (at) => {
        clearTimeout(late)
        resolve(at)
      })
    })
}
