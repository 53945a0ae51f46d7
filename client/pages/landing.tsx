import { useRef, useState } from 'react'
import { Page } from '../ui/page.tsx'
import classes from './landing.module.css'
import { PromptBox } from './landing/prompt-box.tsx'
import { Templates } from './landing/templates.tsx'
import { useKeptText } from './landing/use-kept-text.ts'
import { useStartBuilding } from './landing/use-start-building.ts'
import { YourWork } from './landing/your-work.tsx'

/** The start page: say what you want and land in a session that is already building it. */
export default function Landing() {
  const [text, setText] = useKeptText('fegg:first-prompt')
  const [picked, setPicked] = useState<string | null>(null)
  const box = useRef<HTMLTextAreaElement>(null)
  const building = useStartBuilding(() => setText(''))

  const pick = (id: string, prompt: string) => {
    setPicked(id)
    setText(prompt)
    const field = box.current
    if (!field) return
    field.focus({ preventScroll: true })
    field.scrollIntoView({ block: 'center', behavior: 'smooth' })
    // Once the new text is in the field: the caret behind its last word.
    requestAnimationFrame(() => field.setSelectionRange(prompt.length, prompt.length))
  }

  return (
    <Page title="FeGG · Build web front ends together" width="full">
      <section className={classes.hero}>
        <h1 className={classes.sentence}>
          <span>Say what you want.</span>{' '}
          <span>
            Watch it get built, <em>together</em>.
          </span>
        </h1>
        <PromptBox
          ref={box}
          text={text}
          onChange={setText}
          onSend={() => building.start(text)}
          building={building}
        />
        <YourWork />
      </section>
      <Templates picked={picked} onPick={pick} />
    </Page>
  )
}
