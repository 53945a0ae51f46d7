/** What the dev server and the process that is the page say to each other. */

/** A module as the dev server would send it, by its address without a time stamp. */
export type PageModule = { url: string; code: string }

export type ToPage =
  /** Runs everything of packages, so that showing the app needs the app's own modules only. */
  | { do: 'prepare'; base: string; html: string; modules: PageModule[] }
  /**
   * `modules`: those that differ from what was prepared. `all`: the app's own. `waitMs`: how long a page that shows nothing
   * is waited for.
   */
  | {
      do: 'show'
      route: string
      modules: PageModule[]
      all: string[]
      roots: string[]
      waitMs: number
    }
  | { do: 'answer'; url: string; code: string | null }

/** A place in a module as the page has it; counts from 1. */
export type ModulePlace = { url: string; line: number; column: number }

export type PageFault = { message: string; place: ModulePlace | null }

export type Shown = {
  faults: PageFault[]
  /** What the page used that only a browser has. */
  holes: string[]
  /** Requests that it made: none is answered. */
  requests: number
  blank: boolean
  /** It is blank, but its styles may draw something. */
  styled: boolean
  text: string
}

export type FromPage =
  | { say: 'prepared' }
  | { say: 'need'; url: string }
  | ({ say: 'shown' } & Shown)
