import { ActionIcon } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Suspense, lazy, useState } from 'react'
import type { CardActions } from './session-card.tsx'
import classes from './workspace.module.css'

function menuCode() {
  return import('./session-menu.tsx')
}
const SessionMenu = lazy(menuCode)

/** The menu's code is fetched on hover, focus or click. */
export function MoreButton({ name, actions }: { name: string; actions: CardActions }) {
  const [opened, setOpened] = useState(false)
  const fetchCode = () => void menuCode().catch(() => undefined)
  const button = (
    <ActionIcon
      className={classes.more}
      aria-label={`More for ${name}`}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={fetchCode}
      onFocus={fetchCode}
      onClick={() => setOpened(true)}
    >
      <IconDots size={16} stroke={1.8} aria-hidden />
    </ActionIcon>
  )
  if (!opened) return button
  return (
    <Suspense fallback={button}>
      <SessionMenu name={name} actions={actions} />
    </Suspense>
  )
}
