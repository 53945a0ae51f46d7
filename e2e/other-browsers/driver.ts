/** A document: the app's own page, or the app that is being built, in the preview's frame. */
export type Place = 'page' | 'preview'

/** An element, until its document renders it anew. */
export interface Found {
  click(): Promise<void>
}

/** What the story needs of a browser, whichever library drives it. */
export interface Driver extends AsyncDisposable {
  goto(url: string): Promise<void>
  /** Runs a function inside of the document. Its result must be JSON. */
  run<R>(place: Place, script: (...args: string[]) => R, ...args: string[]): Promise<R>
  /** The element of the document that the script returns; null where it returns none. */
  find(
    place: Place,
    script: (...args: string[]) => Element | null,
    ...args: string[]
  ): Promise<Found | null>
  /** Presses a key for each character, in the document that has the focus. `\n` is Enter. */
  type(place: Place, text: string): Promise<void>
  screenshot(): Promise<Uint8Array>
}

export const windowSize = { width: 1440, height: 900 }
