import { createHash } from 'node:crypto'
import { cookiesOf } from './cookies.ts'
import type { BrowserKey } from './browser-key.ts'

export interface CookieNames {
  /** Over https, and for requests without a key. */
  base: string
  /** Over http a page on another port can plant any cookie whose name it knows: the key makes it unknown. */
  of(browser: BrowserKey | null): string
  /** Of earlier releases: one name for every installation. */
  legacy: string
  /** Shows that the browser keeps cookies. */
  probe: string
  isOwn(name: string): boolean
  /** Whether any cookie of this installation came along. */
  anyIn(header: string | undefined): boolean
}

export function createCookieNames({
  installation,
  secure,
}: {
  installation: string
  secure: boolean
}): CookieNames {
  // Browsers take __Host- cookies only over https, from this exact host and for every path.
  const prefix = secure ? '__Host-fegg_' : 'fegg_'
  const base = `${prefix}${installation}`
  const isOwn = (name: string) => name === base || name.startsWith(`${base}_`)
  return {
    base,
    of: (browser) => (secure || !browser ? base : `${base}_${digest(browser.key)}`),
    legacy: `${prefix}auth`,
    probe: `${base}_probe`,
    isOwn,
    anyIn: (header) => cookiesOf(header).some(({ name }) => isOwn(name)),
  }
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32)
}
