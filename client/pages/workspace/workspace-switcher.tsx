import { Menu, UnstyledButton } from '@mantine/core'
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react'
import { Suspense, lazy, useState } from 'react'
import { Link } from 'wouter'
import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { roleNames } from '../../words/roles.ts'
import classes from './workspace.module.css'

const NewWorkspace = lazy(() => import('./new-workspace.tsx'))

const icon = { size: 15, stroke: 1.8, 'aria-hidden': true } as const

export function WorkspaceSwitcher({ current }: { current: WorkspaceView }) {
  const workspaces = trpc.workspaces.list.useQuery()
  const [creating, setCreating] = useState(false)
  return (
    <>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <UnstyledButton className={classes.switcher} aria-label={`Workspace: ${current.name}`}>
            <span>{current.name}</span>
            <IconSelector {...icon} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {workspaces.data?.map(({ id, slug, name, role }) => (
            <Menu.Item
              key={id}
              component={Link}
              href={`/w/${slug}`}
              aria-current={id === current.id ? 'page' : undefined}
              leftSection={<IconCheck {...icon} opacity={id === current.id ? 1 : 0} />}
              rightSection={<small className={classes.memberAbout}>{roleNames[role]}</small>}
            >
              {name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus {...icon} />} onClick={() => setCreating(true)}>
            New workspace
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {creating && (
        <Suspense>
          <NewWorkspace onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  )
}
