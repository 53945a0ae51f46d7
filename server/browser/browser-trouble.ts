export type BrowserTroubleCode =
  | 'none'
  | 'crashed'
  | 'timeout'
  | 'memory'
  | 'flood'
  | 'unreached'
  | 'closed'

/** The browser failed, or the page took more than it may. The message is a sentence for people. */
export class BrowserTrouble extends Error {
  override name = 'BrowserTrouble'
  readonly code: BrowserTroubleCode

  constructor(code: BrowserTroubleCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
