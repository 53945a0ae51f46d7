import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconDownload, IconPencil, IconTrash } from '@tabler/icons-react'
import { useRef } from 'react'
import type { CardActions } from './session-card.tsx'
import classes from './workspace.module.css'

const icon = { size: 15, stroke: 1.8, 'aria-hidden': true } as const

/** Mounted by a click, so it starts open. */
export default function SessionMenu({ name, actions }: { name: string; actions: CardActions }) {
  // It replaced the pressed button, so the menu can't restore the focus.
  const target = useRef<HTMLButtonElement>(null)
  return (
    <Menu defaultOpened onClose={() => target.current?.focus()} position="bottom-end" width={170}>
      <Menu.Target>
        <ActionIcon ref={target} className={classes.more} aria-label={`More for ${name}`}>
          <IconDots size={16} stroke={1.8} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.rename && (
          <Menu.Item leftSection={<IconPencil {...icon} />} onClick={actions.rename}>
            Rename
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconDownload {...icon} />} onClick={actions.download}>
          Download ZIP
        </Menu.Item>
        {actions.delete && (
          <Menu.Item c="var(--bad)" leftSection={<IconTrash {...icon} />} onClick={actions.delete}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
