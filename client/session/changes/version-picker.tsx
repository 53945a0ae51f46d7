import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { namesOf } from '../../../shared/names.ts'
import type { VersionView } from '../../../shared/protocol/version-view.ts'
import { shortTime } from '../time.ts'
import { OlderVersions } from '../versions/older-versions.tsx'
import { useVersions } from '../versions/use-versions.ts'
import classes from './scope-bar.module.css'

interface Props {
  /** What is chosen, and what the choice is for. */
  label: string
  name: string
  /** Which can be chosen. */
  accepts?: (version: VersionView) => boolean
  onVersion: (version: VersionView) => void
  /** The files as they are now can be chosen too. */
  onNow?: () => void
  /** Without the versions' numbers. */
  messages?: boolean
}

function Choices({ accepts, onVersion, onNow, messages = false }: Omit<Props, 'label' | 'name'>) {
  const list = useVersions()
  const shown = accepts ? list.versions.filter(accepts) : list.versions
  return (
    <>
      {onNow && <Menu.Item onClick={onNow}>Now</Menu.Item>}
      {shown.map((version) => (
        <Menu.Item key={version.id} onClick={() => onVersion(version)}>
          <span className={classes.choice}>
            {!messages && <span className={classes.number}>{version.number}</span>}
            <span className={classes.choiceTitle}>{version.name ?? version.title}</span>
            <span className={classes.choiceFacts}>
              {namesOf(version.authors)} · {shortTime(version.at)}
            </span>
          </span>
        </Menu.Item>
      ))}
      <OlderVersions list={list} />
    </>
  )
}

export function VersionPicker({ label, name, ...choices }: Props) {
  return (
    <Menu position="bottom-start" width={340} keepMounted={false}>
      <Menu.Target>
        <Button
          className={classes.picker}
          size="xs"
          variant="default"
          aria-label={`${name}: ${label}`}
          rightSection={<IconChevronDown size={13} stroke={1.8} aria-hidden />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown} data-scrolls>
        <Choices {...choices} />
      </Menu.Dropdown>
    </Menu>
  )
}
