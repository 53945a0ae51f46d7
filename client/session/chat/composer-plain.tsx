import { type KeyboardEvent, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { ComposerInputProps } from './composer-input.ts'
import classes from './composer.module.css'
import { fitText } from './fit-text.ts'
import { changeText } from '../../live/text-change.ts'

/** Shown until the editor loads, or if that fails: same size, keys and draft. */
export function ComposerPlain({
  text,
  hold,
  placeholder,
  focus,
  onSend,
  onStop,
  onType,
  onCut,
}: ComposerInputProps) {
  const box = useRef<HTMLTextAreaElement>(null)
  const [value, setValue] = useState(() => text.toString())
  useEffect(() => {
    const follow = () => setValue(text.toString())
    follow()
    text.observe(follow)
    return () => text.unobserve(follow)
  }, [text])
  useImperativeHandle(focus, () => () => {
    box.current?.focus()
    box.current?.setSelectionRange(text.length, text.length)
  })
  const release = useRef<(() => void) | null>(null)
  const stopHolding = () => {
    release.current?.()
    release.current = null
  }
  useEffect(() => () => release.current?.(), [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      onSend(event.altKey ? 'fork' : event.ctrlKey || event.metaKey ? 'steer' : 'after')
    } else if (event.key === 'Escape') onStop()
  }
  return (
    <div className={classes.grower} data-value={value}>
      <textarea
        ref={box}
        className={classes.plain}
        aria-label="Message"
        rows={2}
        value={value}
        placeholder={placeholder}
        onKeyDown={onKeyDown}
        onCompositionStart={() => {
          release.current ??= hold()
        }}
        onCompositionEnd={stopHolding}
        onChange={(event) => {
          const { value: after } = event.target
          const fit = fitText(value, after)
          const kept = fit
            ? value.slice(0, fit.at) + fit.inserted + value.slice(fit.at + fit.removed)
            : after
          changeText(text, kept)
          if (fit) onCut(fit.length)
          onType()
        }}
      />
    </div>
  )
}
