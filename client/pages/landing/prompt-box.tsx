import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import type { KeyboardEvent, RefObject } from 'react'
import { limits } from '../../../shared/limits.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { landingWords } from '../../words/landing.ts'
import { Cursors } from './cursors.tsx'
import { ModelNote } from './model-note.tsx'
import classes from './prompt-box.module.css'
import type { StartBuilding } from './use-start-building.ts'

type PromptBoxProps = {
  ref: RefObject<HTMLTextAreaElement | null>
  text: string
  onChange: (text: string) => void
  onSend: () => void
  building: StartBuilding
}

export function PromptBox({ ref, text, onChange, onSend, building }: PromptBoxProps) {
  const over = text.length - limits.promptLength
  const send = () => {
    if (!text.trim()) ref.current?.focus()
    else if (over <= 0) onSend()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    send()
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Cursors />
      <div className={classes.box}>
        <textarea
          ref={ref}
          className={classes.text}
          aria-label={landingWords.question}
          aria-describedby={over > 0 ? 'prompt-too-long' : undefined}
          aria-invalid={over > 0}
          placeholder={landingWords.question}
          rows={3}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <div className={classes.bar}>
          <ModelNote />
          <Button
            type="submit"
            className={classes.send}
            disabled={over > 0}
            loading={building.busy}
            rightSection={<IconArrowRight size={16} stroke={2} aria-hidden />}
          >
            Start building
          </Button>
        </div>
      </div>
      {over > 0 && (
        <p id="prompt-too-long" className={classes.tooLong} role="alert">
          {landingWords.tooLong(over, limits.promptLength)}
        </p>
      )}
      {building.error !== null && (
        <div className={classes.error}>
          <ErrorNote title={landingWords.startFailed} error={building.error} onRetry={onSend} />
        </div>
      )}
    </form>
  )
}
