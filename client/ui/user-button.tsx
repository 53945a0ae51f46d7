import { UnstyledButton } from '@mantine/core'
import { Suspense, lazy, useState } from 'react'
import type { Me } from '../../shared/protocol/me.ts'
import { Avatar } from './avatar.tsx'
import classes from './user-button.module.css'

function menuCode() {
  return import('./user-menu.tsx')
}
const UserMenu = lazy(menuCode)

/** The menu's code is fetched on hover, focus or click. */
export function UserButton({ me }: { me: Me }) {
  const [opened, setOpened] = useState(false)
  const fetchCode = () => void menuCode().catch(() => undefined)
  const button = (
    <UnstyledButton
      className={classes.button}
      aria-label={`Account of ${me.name}`}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={fetchCode}
      onFocus={fetchCode}
      onClick={() => setOpened(true)}
    >
      <Avatar id={me.id} name={me.name} color={me.color} size={26} decorative />
    </UnstyledButton>
  )
  if (!opened) return button
  return (
    <Suspense fallback={button}>
      <UserMenu me={me} />
    </Suspense>
  )
}
