import { IconVersions } from '@tabler/icons-react'
import { Fragment, memo } from 'react'
import { namesOf } from '../../../shared/names.ts'
import { type AgentMessage as Message, mergeSteps, type ShownStep } from '../../live/chat-merge.ts'
import { useSelected } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'
import { duration } from '../time.ts'
import { AgentMark } from './agent-mark.tsx'
import { Markdown } from './markdown.tsx'
import classes from './message.module.css'
import { MessageFrame } from './message-frame.tsx'
import { type FromPerson, PersonMessage } from './person-message.tsx'
import { RunFailure } from './run-failure.tsx'
import { StepTools } from './step-tools.tsx'

function isGoing(message: Message) {
  return message.status === 'running' || message.status === 'stopping'
}

function tookMs({ startedAt, endedAt }: Message): number | null {
  return startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : null
}

function noteOf(message: Message): string {
  const ms = tookMs(message)
  return `for ${namesOf(message.authors)}${ms === null ? '' : ` · ${duration(ms)}`}`
}

function Thinking({ words }: { words: string }) {
  return (
    <div className={classes.thinking}>
      <span className={classes.dots} aria-hidden>
        <i />
        <i />
        <i />
      </span>
      {words}
    </div>
  )
}

/** What stands at the end while the run goes on and nothing is seen to move. */
function waitingWords(message: Message, steps: readonly ShownStep[]): string | null {
  if (message.status === 'stopping') return 'Stopping…'
  if (message.status !== 'running') return null
  const last = steps.at(-1)
  if (!last) return 'Reading the request…'
  const moves =
    (last.streaming && last.text !== '') || last.tools.some((t) => t.state === 'running')
  return moves ? null : 'Thinking…'
}

function Step({ step }: { step: ShownStep }) {
  return (
    <>
      {step.text !== '' && <Markdown text={step.text} streaming={step.streaming} />}
      {step.tools.length > 0 && <StepTools tools={step.tools} />}
    </>
  )
}

interface Props {
  message: Message
  /** Whether another run of what it answers was asked for since. */
  isTriedAgain: boolean
  /** What people said while it worked. */
  steers: readonly FromPerson[]
}

/** What was said before a step; `last` takes in all that came later. */
function Steers({
  steers,
  step,
  last = false,
}: Pick<Props, 'steers'> & { step: number; last?: boolean }) {
  return steers
    .filter(({ went }) => went?.to === 'run' && (last ? went.step >= step : went.step === step))
    .map((message) => (
      <div key={message.id} className={classes.steer}>
        <PersonMessage message={message} />
      </div>
    ))
}

/** What the agent said and did for one message. */
export const AgentMessage = memo(({ message, isTriedAgain, steers }: Props) => {
  const { link } = useSession()
  const live = useSelected(link.live, (all) => (isGoing(message) ? all.get(message.id) : undefined))
  const steps = mergeSteps(message, live)
  const next = (steps.at(-1)?.step ?? -1) + 1
  const waiting = waitingWords(message, steps)
  return (
    <MessageFrame name="FeGG" face={<AgentMark />} at={message.at} note={noteOf(message)}>
      <div className={classes.steps}>
        {steps.map((step) => (
          <Fragment key={step.step}>
            <Steers steers={steers} step={step.step} />
            <Step step={step} />
          </Fragment>
        ))}
        <Steers steers={steers} step={next} last />
        {waiting && <Thinking words={waiting} />}
        {message.status === 'cancelled' && (
          <span className={classes.ended}>
            {message.stoppedBy ? `Stopped by ${message.stoppedBy.name}.` : 'Stopped.'}
          </span>
        )}
        <RunFailure message={message} isTriedAgain={isTriedAgain} />
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
