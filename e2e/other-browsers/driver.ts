/** The app's page, or the preview's frame. */
export type Place = 'page' | 'preview'

/** Valid until it is rendered anew. */
export interface Found {
  click(): Promise<void>
}

export interface Driver extends AsyncDisposable {
  goto(url: string): Promise<void>
  /** The result must be JSON. */
  run<R>(place: Place, script: (...args: string[]) => R, ...args: string[]): Promise<R>
  /** Null if the script returns none. */
  find(
    place: Place,
    script: (...args: string[]) => Element | null,
    ...args: string[]
  ): Promise<Found | null>
  /** Presses a key per character. `\n` is Enter. */
  type(place: Place, text: string): Promise<void>
  screenshot(): Promise<Uint8Array>
}

export const windowSize = { width: 1440, height: 900 }
