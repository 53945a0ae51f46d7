import {
  IconAppWindow,
  IconFileDiff,
  IconMessage,
  IconTimeline,
  IconVersions,
} from '@tabler/icons-react'
import type { StageTab } from '../use-stage-tab.ts'
import classes from './phone-tabs.module.css'
import { panelId, tabId } from './stage-tabs.tsx'

export type PhoneSide = 'chat' | 'stage'

const stages = [
  { id: 'preview', label: 'Preview', Icon: IconAppWindow },
  { id: 'changes', label: 'Changes', Icon: IconFileDiff },
  { id: 'versions', label: 'Versions', Icon: IconVersions },
  { id: 'activity', label: 'Activity', Icon: IconTimeline },
] as const satisfies ReadonlyArray<{ id: StageTab; label: string; Icon: typeof IconMessage }>

interface Props {
  side: PhoneSide
  onSide: (side: PhoneSide) => void
  tab: StageTab
  onTab: (tab: StageTab) => void
}

export function PhoneTabs({ side, onSide, tab, onTab }: Props) {
  const show = (id: StageTab) => {
    onTab(id)
    onSide('stage')
  }
  return (
    <nav aria-label="Screens">
      <div className={classes.tabs} role="tablist" aria-label="Screens">
        <button
          type="button"
          role="tab"
          className={classes.tab}
          aria-selected={side === 'chat'}
          onClick={() => onSide('chat')}
        >
          <IconMessage size={20} stroke={1.7} aria-hidden />
          Chat
        </button>
        {stages.map(({ id, label, Icon }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={tabId(id)}
            className={classes.tab}
            aria-selected={side === 'stage' && tab === id}
            aria-controls={panelId(id)}
            onClick={() => show(id)}
          >
            <Icon size={20} stroke={1.7} aria-hidden />
            {label}
          </button>
        ))}
      </div>
    </nav>
  )
}
