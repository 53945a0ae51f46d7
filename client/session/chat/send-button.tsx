import { Button, Menu } from '@mantine/core'
import {
  IconChevronDown,
  IconCornerDownLeft,
  IconGitFork,
  IconPlayerTrackNext,
  IconSteeringWheel,
} from '@tabler/icons-react'
import { useSelected } from '../../live/store.ts'
import { useMay, useSession } from '../session-context.tsx'
import type { ComposerInputProps } from './composer-input.ts'
import classes from './composer.module.css'

const mac = /mac|iphone|ipad/i.test(navigator.userAgent)

export function SendButton({
  disabled,
  onSend,
}: {
  disabled: boolean
  onSend: ComposerInputProps['onSend']
}) {
  const { link } = useSession()
  const maySend = useMay('message.send')
  const mayFork = useMay('session.create')
  const running = useSelected(link.record, ({ meta }) => meta?.running != null)
  const main = (
    <Button
      size="compact-md"
      className={classes.send}
      onClick={() => onSend('after')}
      disabled={disabled}
      rightSection={<IconCornerDownLeft size={14} stroke={2} aria-hidden />}
    >
      {maySend ? 'Send' : 'Suggest'}
    </Button>
  )
  if (!maySend) return main
  return (
    <Button.Group>
      {main}
      <Menu position="top-end" width={290} shadow="md" offset={6} returnFocus>
        <Menu.Target>
          <Button
            size="compact-md"
            className={classes.how}
            aria-label="More ways to send"
            disabled={disabled}
          >
            <IconChevronDown size={14} stroke={2} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPlayerTrackNext size={15} stroke={1.8} aria-hidden />}
            rightSection={<kbd className={classes.key}>⏎</kbd>}
            onClick={() => onSend('after')}
          >
            {running ? 'After this run' : 'Send now'}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconSteeringWheel size={15} stroke={1.8} aria-hidden />}
            rightSection={<kbd className={classes.key}>{mac ? '⌘' : 'Ctrl'} ⏎</kbd>}
            disabled={!running}
            onClick={() => onSend('steer')}
          >
            Tell the agent now
          </Menu.Item>
          <Menu.Item
            leftSection={<IconGitFork size={15} stroke={1.8} aria-hidden />}
            rightSection={<kbd className={classes.key}>{mac ? '⌥' : 'Alt'} ⏎</kbd>}
            disabled={!mayFork}
            onClick={() => onSend('fork')}
          >
            Fork into a new session
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  )
}
