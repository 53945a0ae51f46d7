/**
 * Keys that belong to an input method reach no box of the app. Enter, for one, ends a composition; it must not send. Safari tells
 * of it after the composition's end, by the key code alone.
 */
export function keepCompositionKeys(target: EventTarget): () => void {
  const keep = (event: Event) => {
    if (!(event instanceof KeyboardEvent)) return
    if (event.isComposing || event.keyCode === compositionKeyCode) event.stopImmediatePropagation()
  }
  target.addEventListener('keydown', keep, { capture: true })
  return () => target.removeEventListener('keydown', keep, { capture: true })
}

/** Of each key that an input method handles: https://www.w3.org/TR/uievents/#determine-keydown-keyup-keyCode */
const compositionKeyCode = 229
