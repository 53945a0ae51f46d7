/**
 * Loads pages of the running dev server without a browser and prints one line of JSON:
 * `node .fegg/check-page.ts [--base URL] [ROUTE…]`. The exit code is 0 even when a page is broken.
 */
import { execFile } from 'node:child_process'
import { enableCompileCache } from 'node:module'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import type { PageReport } from './check/load-page.ts'

/** For pages in an endless loop. */
const pageLimitMs = 25_000

const STALE = 'null'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string', default: `http://127.0.0.1:${process.env.PORT || '5173'}` },
    here: { type: 'boolean', default: false },
  },
})
const routes = positionals.length > 0 ? positionals : ['/']

function failed(message: string, ms: number): PageReport {
  const errors = [{ kind: 'exception' as const, message }]
  return { ok: false, loaded: false, errors, warnings: [], text: '', ms }
}

/** One process per page: a page changes the globals beyond repair. */
async function inChild(route: string, mayRetry = true): Promise<PageReport> {
  const started = performance.now()
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
  const script = path.join(import.meta.dirname, 'check-page.ts')
  const args = [...flags, script, '--here', '--base', values.base, route]
  try {
    const options = { timeout: pageLimitMs, killSignal: 'SIGKILL' as const, maxBuffer: 1 << 22 }
    const { stdout } = await promisify(execFile)(process.execPath, args, options)
    // Vite re-optimised its dependencies meanwhile.
    if (stdout.trim() === STALE && mayRetry) return inChild(route, false)
    return JSON.parse(stdout)
  } catch (error) {
    const ms = Math.round(performance.now() - started)
    if (ms >= pageLimitMs) return failed(`${route} did not finish loading in ${ms} ms`, ms)
    return failed(`The check of ${route} broke off: ${String(error).slice(0, 1_000)}`, ms)
  }
}

function merge(reports: PageReport[]): PageReport {
  return {
    ok: reports.every((report) => report.ok),
    loaded: reports.every((report) => report.loaded),
    errors: reports.flatMap((report) => report.errors),
    warnings: [...new Set(reports.flatMap((report) => report.warnings))],
    text: reports
      .map((report) => report.text)
      .join('\n')
      .slice(0, 500),
    ms: reports.reduce((sum, report) => sum + report.ms, 0),
  }
}

function print(line: string) {
  process.stdout.write(`${line}\n`, () => process.exit(0))
}

if (values.here) {
  enableCompileCache(path.join(import.meta.dirname, '.cache'))
  const { loadPage } = await import('./check/load-page.ts')
  const report = await loadPage(values.base, routes[0] ?? '/')
  print(report ? JSON.stringify(report) : STALE)
} else {
  const reports: PageReport[] = []
  for (const route of routes) reports.push(await inChild(route))
  print(JSON.stringify(merge(reports)))
}
