import { useRef, useState } from 'react'
import { Page } from '../ui/page.tsx'
import { landingWords } from '../words/landing.ts'
import classes from './landing.module.css'
import { PromptBox } from './landing/prompt-box.tsx'
import { Templates } from './landing/templates.tsx'
import { useStoredText } from './landing/use-stored-text.ts'
import { useStartBuilding } from './landing/use-start-building.ts'
import { RecentWorkspaces } from './landing/recent-workspaces.tsx'

export default function Landing() {
  const [text, setText] = useStoredText('fegg:first-prompt')
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
    // The field has the text only after the next render.
    requestAnimationFrame(() => field.setSelectionRange(prompt.length, prompt.length))
  }

  const [first, second, last] = landingWords.headline
  return (
    <Page title={landingWords.documentTitle} width="full">
      <section className={classes.hero}>
        <h1 className={classes.sentence}>
          <span>{first}</span>{' '}
          <span>
            {second} <em>{last}</em>.
          </span>
        </h1>
        <PromptBox
          ref={box}
          text={text}
          onChange={setText}
          onSend={() => building.start(text)}
          building={building}
        />
        <RecentWorkspaces />
      </section>
      <Templates picked={picked} onPick={pick} />
    </Page>
  )
}
