import { IconVersions } from '@tabler/icons-react'
import { memo } from 'react'
import { namesOf } from '../../../shared/names.ts'
import { type AgentMessage as Message, mergeSteps, type ShownStep } from '../../live/chat-merge.ts'
import { useSelected } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'
import { duration } from '../time.ts'
import { AgentMark } from './agent-mark.tsx'
import { Markdown } from './markdown.tsx'
import classes from './message.module.css'
import { MessageFrame } from './message-frame.tsx'
import { RunFailure } from './run-failure.tsx'
import { StepTools } from './step-tools.tsx'

const isGoing = (message: Message) => message.status === 'running' || message.status === 'stopping'

const tookMs = ({ startedAt, endedAt }: Message): number | null =>
  startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : null

const noteOf = (message: Message): string => {
  const ms = tookMs(message)
  return `for ${namesOf(message.authors)}${ms === null ? '' : ` · ${duration(ms)}`}`
}

const Thinking = ({ words }: { words: string }) => (
  <div className={classes.thinking}>
    <span className={classes.dots} aria-hidden>
      <i />
      <i />
      <i />
    </span>
    {words}
  </div>
)

/** What stands at the end while the run goes on and nothing is seen to move. */
const waitingWords = (message: Message, steps: readonly ShownStep[]): string | null => {
  if (message.status === 'stopping') return 'Stopping…'
  if (message.status !== 'running') return null
  const last = steps.at(-1)
  if (!last) return 'Reading the request…'
  const moves =
    (last.streaming && last.text !== '') || last.tools.some((t) => t.state === 'running')
  return moves ? null : 'Thinking…'
}

const Step = ({ step }: { step: ShownStep }) => (
  <>
    {step.text !== '' && <Markdown text={step.text} streaming={step.streaming} />}
    {step.tools.length > 0 && <StepTools tools={step.tools} />}
  </>
)

/** What the agent said and did for one message. */
export const AgentMessage = memo(({ message }: { message: Message }) => {
  const { link } = useSession()
  const live = useSelected(link.live, (all) => (isGoing(message) ? all.get(message.id) : undefined))
  const steps = mergeSteps(message, live)
  const waiting = waitingWords(message, steps)
  return (
    <MessageFrame name="FeGG" face={<AgentMark />} at={message.at} note={noteOf(message)}>
      <div className={classes.steps}>
        {steps.map((step) => (
          <Step key={step.step} step={step} />
        ))}
        {waiting && <Thinking words={waiting} />}
        {message.status === 'cancelled' && <span className={classes.ended}>Stopped.</span>}
        <RunFailure message={message} />
        {message.version && (
          <div className={classes.version}>
            <IconVersions size={15} stroke={1.7} aria-hidden />
            <span>
              Saved as <b>version {message.version.number}</b>
            </span>
          </div>
        )}
      </div>
    </MessageFrame>
  )
})
