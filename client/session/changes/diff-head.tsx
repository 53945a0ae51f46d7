import { ActionIcon, SegmentedControl } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconFold,
  IconFoldDown,
  IconUserSearch,
} from '@tabler/icons-react'
import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import { changesWords } from '../../words/versions.ts'
import { usePhone } from '../use-phone.ts'
import { LineCounts } from '../versions/line-counts.tsx'
import classes from './diff-head.module.css'
import type { DiffState } from './file-diff.tsx'
import { kindOf } from './file-list.tsx'

interface Props {
  file: VersionFile
  state: DiffState | null
  layout: 'split' | 'inline'
  onLayout: (layout: 'split' | 'inline') => void
  whole: boolean
  onWhole: (whole: boolean) => void
  blamed: boolean
  onBlamed: (blamed: boolean) => void
  onStep: (by: 1 | -1) => void
}

const icon = { size: 16, stroke: 1.7, 'aria-hidden': true } as const

function Position({ state }: { state: DiffState | null }) {
  if (!state || state.all === 0) return null
  return (
    <span className={classes.position} title={state.precise ? '' : changesWords.imprecise}>
      {changesWords.position(state.at + 1, state.all)}
      {!state.precise && '*'}
    </span>
  )
}

/** The file's name, and the ways through its changes. */
export function DiffHead(props: Props) {
  const { file, state, layout, onLayout, whole, onWhole, blamed, onBlamed } = props
  const { onStep } = props
  const phone = usePhone()
  const WholeIcon = whole ? IconFold : IconFoldDown
  const wholeLabel = whole ? 'Hide unchanged lines' : 'Show unchanged lines'
  return (
    <div className={classes.head}>
      <h2 className={classes.path} title={file.path}>
        {file.from !== null && <span className={classes.from}>{file.from} → </span>}
        {file.path}
      </h2>
      {file.change !== 'edited' && <span className={classes.kind}>{kindOf(file).word}</span>}
      <LineCounts added={file.added} removed={file.removed} />
      <span className={classes.space} />
      <span className={classes.status} role="status" aria-label="Position">
        <Position state={state} />
      </span>
      <ActionIcon
        size={28}
        aria-label="Previous change"
        title="Previous change (P or Alt ↑)"
        onClick={() => onStep(-1)}
      >
        <IconArrowUp {...icon} />
      </ActionIcon>
      <ActionIcon
        size={28}
        aria-label="Next change"
        title="Next change (N or Alt ↓)"
        onClick={() => onStep(1)}
      >
        <IconArrowDown {...icon} />
      </ActionIcon>
      <ActionIcon
        size={28}
        aria-label={wholeLabel}
        title={wholeLabel}
        aria-pressed={whole}
        onClick={() => onWhole(!whole)}
      >
        <WholeIcon {...icon} />
      </ActionIcon>
      <ActionIcon
        size={28}
        aria-label="Who asked for each line"
        title="Who asked for each line"
        aria-pressed={blamed}
        onClick={() => onBlamed(!blamed)}
      >
        <IconUserSearch {...icon} />
      </ActionIcon>
      {!phone && (
        <SegmentedControl
          size="xs"
          aria-label="Layout"
          value={layout}
          onChange={(value) => onLayout(value === 'inline' ? 'inline' : 'split')}
          data={[
            { value: 'split', label: 'Side by side' },
            { value: 'inline', label: 'Inline' },
          ]}
        />
      )}
    </div>
  )
}
