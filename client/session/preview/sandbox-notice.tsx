import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { duration } from '../time.ts'
import { useNow } from '../use-now.ts'
import classes from './sandbox-notice.module.css'

type Mood = 'warm' | 'asleep' | 'broken' | 'blank'

function EggPicture({ mood }: { mood: Mood }) {
  return (
    <svg className={classes.egg} data-mood={mood} viewBox="0 0 120 120" aria-hidden="true">
      <ellipse className={classes.ground} cx="60" cy="106" rx="34" ry="5" />
      <g className={classes.body}>
        <path
          className={classes.shell}
          d="M60 14c20 0 36 29 36 52 0 24-16 38-36 38S24 90 24 66c0-23 16-52 36-52Z"
        />
        {mood === 'asleep' && (
          <path className={classes.line} d="M42 70q6 6 12 0M66 70q6 6 12 0M56 84q4 3 8 0" />
        )}
        {mood === 'warm' && <circle className={classes.yolk} cx="60" cy="72" r="15" />}
        {mood === 'broken' && (
          <path className={classes.line} d="m25 60 12 8 9-13 11 14 10-13 10 12 8-9 10 6" />
        )}
      </g>
      {mood === 'asleep' && (
        <g className={classes.sleep}>
          <path d="M92 34h10l-10 12h10" />
          <path d="M106 16h7l-7 9h7" />
        </g>
      )}
    </svg>
  )
}

interface Props {
  mood: Mood
  title: ReactNode
  words?: ReactNode
  action?: { label: string; busy: boolean; run: () => void } | null
}

export function SandboxNotice({ mood, title, words, action }: Props) {
  return (
    <div className={classes.middle}>
      <EggPicture mood={mood} />
      <h2 className={classes.title}>{title}</h2>
      {words && <p className={classes.words}>{words}</p>}
      {action && (
        <Button size="sm" variant="default" loading={action.busy} onClick={action.run}>
          {action.label}
        </Button>
      )}
    </div>
  )
}

/** Milliseconds since the epoch. */
export function Elapsed({ from }: { from: number }) {
  return <span className={classes.elapsed}>{duration(useNow(100) - from)}</span>
}
