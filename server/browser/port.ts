import type { Id } from '../../shared/ids.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'

/** `file`, `line` and `column` where they are known; `source`: up to three lines around it. */
export interface PageProblem {
  route: string
  /** What is wrong, in a sentence for a model and for people. */
  message: string
  file: string | null
  line: number | null
  column: number | null
  source: string | null
}

/** What is on a page, for a model that doesn't see. */
export interface PageContents {
  route: string
  headings: string[]
  buttons: string[]
  links: string[]
  fields: string[]
}

export interface PagePicture {
  caption: string
  route: string
  width: number
  height: number
  /** JPEG. */
  bytes: Uint8Array
}

export interface PageCheckRequest {
  /** Whose app it is. What its last clean check left in localStorage is given to the next one. */
  sessionId: Id
  preview: PreviewUpstream
  /** Width of the preview that people look at, in CSS pixels. */
  width: number
  /** Paths of the app's files. */
  files(): Promise<readonly string[]>
  readFile(path: string): Promise<string | null>
  pictures: 'none' | 'page'
  signal: AbortSignal
}

/** The check's own failure is never a problem of the app. */
export type PageCheck =
  | {
      seen: true
      problems: PageProblem[]
      /** Worth mending, but no reason to hold the app back. */
      advice: PageProblem[]
      pages: PageContents[]
      pictures: PagePicture[]
      /** localStorage as the page left it, bounded. */
      storage: Record<string, string>
    }
  /** `why`: a sentence for people. */
  | { seen: false; why: string }

export type PageAction =
  | { do: 'go'; route: string }
  | { do: 'click'; role: string; name: string }
  | { do: 'type'; name: string; text: string; enter?: boolean | undefined }
  | { do: 'choose'; name: string; option: string }
  | { do: 'press'; key: string }
  | { do: 'expect'; text: string; absent?: boolean | undefined }

export interface PageUse {
  /** One for each action that was tried: the first that failed is the last. */
  steps: Array<{ action: PageAction; ok: boolean; words: string }>
  problems: PageProblem[]
  /** The accessibility tree at the end, bounded. */
  tree: string
  pictures: PagePicture[]
}

export interface PageUseRequest {
  preview: PreviewUpstream
  width: number
  actions: readonly PageAction[]
  pictures: 'none' | 'end' | 'each'
  signal: AbortSignal
}

export interface BrowserSizes {
  /** Running contexts. */
  contexts: number
  waiting: number
  /** Sum of all finished waits. */
  waitedMs: number
  /** Visits that ended well, since the start. */
  visits: number
  /** Visits that ended with trouble of the browser, since the start. */
  troubles: number
}

/** A real browser that looks at one preview at a time and reaches nothing else. */
export interface PageBrowser {
  /** Why there is none on this machine, in words. Null: there is one. */
  unavailable(): string | null
  check(request: PageCheckRequest): Promise<PageCheck>
  /** Null with `why` if the browser failed. */
  use(request: PageUseRequest): Promise<{ seen: true; use: PageUse } | { seen: false; why: string }>
  sizes(): BrowserSizes
  close(): Promise<void>
}
