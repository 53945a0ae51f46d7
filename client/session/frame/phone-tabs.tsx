import { IconAppWindow, IconMessage } from '@tabler/icons-react'
import classes from './phone-tabs.module.css'

export type PhoneSide = 'chat' | 'stage'

const sides = [
  { id: 'chat', label: 'Chat', Icon: IconMessage },
  { id: 'stage', label: 'Preview', Icon: IconAppWindow },
] as const

export function PhoneTabs({
  side,
  onSide,
}: {
  side: PhoneSide
  onSide: (side: PhoneSide) => void
}) {
  return (
    <nav aria-label="Screens">
      <div className={classes.tabs} role="tablist" aria-label="Screens">
        {sides.map(({ id, label, Icon }) => (
          <button
            key={id}
            type="button"
            role="tab"
            className={classes.tab}
            aria-selected={side === id}
            onClick={() => onSide(id)}
          >
            <Icon size={20} stroke={1.7} aria-hidden />
            {label}
          </button>
        ))}
      </div>
    </nav>
  )
}
