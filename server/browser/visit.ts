import type { BrowserContext, Page } from 'playwright-core'
import type { BrowserSizes } from './port.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'

export interface VisitOptions {
  width: number
  height: number
  colorScheme?: 'light' | 'dark' | undefined
  /** localStorage that the page finds. */
  storage?: Readonly<Record<string, string>> | null | undefined
  signal: AbortSignal
}

export interface Refused {
  url: string
  method: string
}

/** One page of one preview, in a context of its own. */
export interface Visit {
  context: BrowserContext
  page: Page
  /** The preview's, without a slash at the end. Nothing is loaded yet. */
  origin: string
  /** What the page asked for elsewhere and didn't get, the first of them. */
  refused: readonly Refused[]
  /** What the page tried that a check doesn't let it do, in sentences: windows, leaving, dialogs without end. */
  notes: readonly string[]
}

export interface BrowserPool {
  /** Why there is no browser, in words. Null: there is one. */
  unavailable(): string | null
  /** Throws BrowserTrouble, what `work` throws, and the signal's reason. */
  visit<T>(
    preview: PreviewUpstream,
    options: VisitOptions,
    work: (visit: Visit) => Promise<T>,
  ): Promise<T>
  sizes(): BrowserSizes
  /** Idempotent. */
  close(): Promise<void>
}
