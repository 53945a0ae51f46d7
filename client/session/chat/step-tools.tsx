import { UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconChevronRight } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { ToolSummary } from '../../../shared/protocol/record-message.ts'
import { duration } from '../time.ts'
import { Pieces } from './pieces.tsx'
import classes from './step-tools.module.css'
import { linesChanged, stateOf, stepLine, timeOf, toolLine } from './tool-words.ts'

function StateMark({ state }: { state: ToolSummary['state'] }) {
  switch (state) {
    case 'running':
      return <span className={classes.spin} role="img" aria-label="Running" />
    case 'ok':
      return <IconCheck className={classes.ok} size={14} stroke={2.2} aria-label="Done" />
    case 'failed':
      return (
        <IconAlertTriangle className={classes.failed} size={14} stroke={2} aria-label="Failed" />
      )
  }
}

function Changed({ tools }: { tools: readonly ToolSummary[] }) {
  const { added, removed } = linesChanged(tools)
  if (added === 0 && removed === 0) return null
  return (
    <span className={classes.changed}>
      {added > 0 && <span className={classes.plus}>+{added}</span>}
      {removed > 0 && <span className={classes.minus}>−{removed}</span>}
    </span>
  )
}

function Line({ tool }: { tool: ToolSummary }) {
  return (
    <li className={classes.tool}>
      <StateMark state={tool.state} />
      <span className={classes.words}>
        <Pieces of={toolLine(tool)} />
      </span>
      <Changed tools={[tool]} />
      <span className={classes.time}>{tool.ms === null ? '' : duration(tool.ms)}</span>
    </li>
  )
}

export function StepTools({ tools }: { tools: readonly ToolSummary[] }) {
  const [open, setOpen] = useState(false)
  const listId = useId()
  const ms = timeOf(tools)
  return (
    <div className={classes.step}>
      <UnstyledButton
        className={classes.line}
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        data-running={stateOf(tools) === 'running' || undefined}
      >
        <StateMark state={stateOf(tools)} />
        <span className={classes.words}>
          <Pieces of={stepLine(tools)} />
        </span>
        <Changed tools={tools} />
        <span className={classes.time}>{ms === null ? '' : duration(ms)}</span>
        <IconChevronRight className={classes.chevron} size={13} stroke={2} aria-hidden />
      </UnstyledButton>
      {open && (
        <ul className={classes.list} id={listId}>
          {tools.map((tool) => (
            <Line key={tool.callId} tool={tool} />
          ))}
        </ul>
      )}
    </div>
  )
}
