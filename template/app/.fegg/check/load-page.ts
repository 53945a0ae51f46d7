import { setTimeout as delay } from 'node:timers/promises'
import { openWindow } from './browser.ts'
import { type Finding, Findings } from './findings.ts'
import { LoadError, ModuleLoader, StaleError } from './modules.ts'
import { checkStyles } from './styles.ts'
import { showsSomething, visibleText } from './visible-text.ts'

export type PageReport = {
  ok: boolean
  /** All scripts ran and the app rendered something. */
  loaded: boolean
  errors: Finding[]
  warnings: string[]
  text: string
  ms: number
}

const textLimit = 500
/** A page is done after this long without a change … */
const quietMs = 120
/** … or at the latest after this. */
const settleLimitMs = 4_000

/** Warnings that say nothing about the app. */
const noise = [/^The width\(.*of chart should be greater than 0/, /React DevTools/]

/** Errors outside of any call surface on the process. */
function watchProcess(findings: Findings) {
  const expected = (thrown: unknown) => thrown instanceof LoadError || thrown instanceof StaleError
  process.on('uncaughtException', (thrown) => {
    if (!expected(thrown)) findings.addThrown('exception', thrown)
  })
  process.on('unhandledRejection', (thrown) => {
    if (!expected(thrown)) findings.addThrown('rejection', thrown)
  })
  console.error = (...args: unknown[]) => findings.addConsole('error', args)
  console.warn = (...args: unknown[]) => {
    if (!noise.some((pattern) => pattern.test(String(args[0])))) findings.addConsole('warn', args)
  }
  for (const level of ['log', 'info', 'debug', 'table', 'dir', 'trace', 'group'] as const) {
    console[level] = () => {}
  }
}

async function settle(document: Document, modules: ModuleLoader) {
  const started = performance.now()
  let lastChange = started
  const observer = new MutationObserver(() => {
    lastChange = performance.now()
  })
  observer.observe(document, {
    childList: true,
    subtree: true,
    attributes: true,
    characterData: true,
  })
  const quiet = () => performance.now() - lastChange >= quietMs && !modules.busy
  while (!quiet() && performance.now() - started < settleLimitMs) await delay(20)
  observer.disconnect()
}

async function runScripts(document: Document, url: string, modules: ModuleLoader) {
  for (const script of document.querySelectorAll('script[type=module]')) {
    const src = script.getAttribute('src')
    if (src?.startsWith('/.fegg/') || src?.startsWith('/@vite/')) continue
    if (src) await modules.run(new URL(src, url).href)
    else await modules.runInline(url, script.textContent ?? '')
  }
}

/** Returns null when the server replaced its dependencies meanwhile. Call it once per process: it changes the globals. */
export async function loadPage(base: string, route: string): Promise<PageReport | null> {
  const started = performance.now()
  const findings = new Findings(base)
  const url = new URL(route, base).href
  const finish = (loaded: boolean, text = ''): PageReport => ({
    ok: loaded && findings.errors.length === 0,
    loaded,
    errors: findings.errors,
    warnings: findings.warnings,
    text: text.slice(0, textLimit),
    ms: Math.round(performance.now() - started),
  })

  let html: string
  try {
    const response = await fetch(url, { headers: { accept: 'text/html' } })
    html = await response.text()
  } catch {
    findings.add({ kind: 'import', message: `The dev server at ${base} does not answer` })
    return finish(false)
  }

  const bodyless = html.replace(/<script\b[^>]*>[\s\S]*?<\/script>/gi, (script) =>
    /type=["']?module/i.test(script) ? script : '',
  )
  await openWindow(url, bodyless, findings)
  watchProcess(findings)
  const modules = new ModuleLoader(findings)
  let ran = false
  try {
    await runScripts(document, url, modules)
    ran = true
  } catch (error) {
    if (error instanceof StaleError) return null
    if (!(error instanceof LoadError)) findings.addThrown('exception', error)
  }
  await Promise.all([settle(document, modules), checkStyles(modules.styleSheets, findings)])

  const shown = showsSomething(document.body)
  if (ran && !shown && findings.errors.length === 0)
    findings.warnings.push('The page shows nothing')
  return finish(
    ran && document.body.childElementCount > 0 && !isUnmounted(),
    visibleText(document.body),
  )
}

/** React empties its root when a component throws. */
function isUnmounted() {
  return document.getElementById('root')?.childElementCount === 0
}
