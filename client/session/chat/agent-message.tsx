import { Fragment, memo } from 'react'
import { namesOf } from '../../../shared/names.ts'
import { type AgentMessage as Message, mergeSteps, type ShownStep } from '../../live/chat-merge.ts'
import { useSelected } from '../../live/store.ts'
import { Part } from '../../ui/part.tsx'
import { chatWords } from '../../words/session.ts'
import { ProofPictures } from '../proof/proof-pictures.tsx'
import { useSession } from '../session-context.tsx'
import { duration } from '../time.ts'
import { AgentMark } from './agent-mark.tsx'
import { Markdown } from './markdown.tsx'
import classes from './message.module.css'
import { MessageFrame } from './message-frame.tsx'
import { type FromPerson, PersonMessage } from './person-message.tsx'
import { ProposedUndo } from './proposed-undo.tsx'
import { RunFailure } from './run-failure.tsx'
import { StepTools } from './step-tools.tsx'
import { stateOf } from './tool-words.ts'
import { VersionCard } from './version-card.tsx'

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

function waitingWords(message: Message, steps: readonly ShownStep[]): string | null {
  if (message.status === 'stopping') return 'Stopping…'
  if (message.status !== 'running') return null
  const last = steps.at(-1)
  if (!last) return chatWords.readingRequest
  const moves =
    (last.streaming && last.text !== '') || last.tools.some((t) => t.state === 'running')
  return moves ? null : 'Thinking…'
}

function Step({ step }: { step: ShownStep }) {
  return (
    <>
      {step.text !== '' && (
        <Part name="answer" content={[step.text]}>
          <Markdown text={step.text} streaming={step.streaming} />
        </Part>
      )}
      {step.tools.length > 0 && (
        <Part name="steps" content={[step.tools.length, stateOf(step.tools)]}>
          <StepTools tools={step.tools} />
        </Part>
      )}
      {step.tools.map(
        ({ callId, undoes }) =>
          undoes !== undefined && <ProposedUndo key={callId} number={undoes} />,
      )}
    </>
  )
}

interface Props {
  message: Message
  isRetried: boolean
  sentDuringRun: readonly FromPerson[]
}

/** Messages sent before a step; with `last`, all later ones too. */
function SentDuringRun({
  messages,
  step,
  last = false,
}: {
  messages: Props['sentDuringRun']
  step: number
  last?: boolean
}) {
  return messages
    .filter(({ went }) => went?.to === 'run' && (last ? went.step >= step : went.step === step))
    .map((message) => (
      <div key={message.id} className={classes.duringRun}>
        <Part name="message" content={[message]}>
          <PersonMessage message={message} />
        </Part>
      </div>
    ))
}

export const AgentMessage = memo(({ message, isRetried, sentDuringRun }: Props) => {
  const { link, me } = useSession()
  const isOwn = message.authors.some(({ id }) => id === me.id)
  const live = useSelected(link.live, (all) => (isGoing(message) ? all.get(message.id) : undefined))
  const steps = mergeSteps(message, live)
  const next = (steps.at(-1)?.step ?? -1) + 1
  const waiting = waitingWords(message, steps)
  return (
    <MessageFrame name="FeGG" avatar={<AgentMark />} at={message.at} note={noteOf(message)}>
      <div className={classes.steps}>
        {steps.map((step) => (
          <Fragment key={step.step}>
            <SentDuringRun messages={sentDuringRun} step={step.step} />
            <Step step={step} />
          </Fragment>
        ))}
        <SentDuringRun messages={sentDuringRun} step={next} last />
        {waiting && <Thinking words={waiting} />}
        {message.status === 'cancelled' && (
          <span className={classes.ended}>
            {message.stoppedBy ? chatWords.stoppedBy(message.stoppedBy.name) : 'Stopped.'}
          </span>
        )}
        <RunFailure message={message} isRetried={isRetried} />
        {message.version && (
          <Part name="version" content={[message.version]}>
            <VersionCard version={message.version} own={isOwn} />
            <ProofPictures version={message.version} />
          </Part>
        )}
      </div>
    </MessageFrame>
  )
})
