/** Where to look: the app's own page, or the app that is being built, in the preview's frame. */
export type Place = 'page' | 'preview'

/** An element as WebDriver hands it on. */
export type Handle = Record<string, string>

/** What a story needs of a browser, whichever protocol drives it. */
export interface Driver extends AsyncDisposable {
  name: string
  goto(url: string): Promise<void>
  /** Runs a function of the page's own script; `source` is its text, and what it answers must be JSON or an element. */
  run(place: Place, source: string, ...args: unknown[]): Promise<unknown>
  /** Clicks the middle of an element with the mouse. */
  click(place: Place, handle: Handle): Promise<void>
  /** Types with the keyboard, wherever the focus is. `\n` is Enter. */
  type(place: Place, text: string): Promise<void>
  /** What is to be seen, as PNG. */
  picture(): Promise<Buffer>
}

/** Key presses for a text, in the shape that both protocols share. */
export function keyActions(text: string) {
  return [
    {
      type: 'key',
      id: 'keyboard',
      actions: [...text].flatMap((character) => {
        const value = character === '\n' ? '\uE007' : character
        return [
          { type: 'keyDown', value },
          { type: 'keyUp', value },
        ]
      }),
    },
  ]
}

/** A click on an element, in the shape that both protocols share; they name the element differently. */
export function clickActions(origin: unknown) {
  return [
    {
      type: 'pointer',
      id: 'mouse',
      parameters: { pointerType: 'mouse' },
      actions: [
        { type: 'pointerMove', x: 0, y: 0, origin },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ],
    },
  ]
}
