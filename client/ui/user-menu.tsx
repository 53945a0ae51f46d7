import { Menu, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLayoutGrid, IconLogout, IconSettings, IconUserPlus } from '@tabler/icons-react'
import { Suspense, lazy, useRef } from 'react'
import { Link } from 'wouter'
import type { Me } from '../../shared/protocol/me.ts'
import { trpc } from '../api.ts'
import { guestWords } from '../words/account.ts'
import { Avatar } from './avatar.tsx'
import { schemes, useScheme } from './use-scheme.ts'
import classes from './user-button.module.css'

const SignOutDialog = lazy(() => import('./sign-out-dialog.tsx'))

const icon = { size: 16, stroke: 1.7, 'aria-hidden': true } as const

/** Mounted by a click, so it starts open. */
export default function UserMenu({ me }: { me: Me }) {
  const [leaving, leave] = useDisclosure(false)
  // It replaced the pressed button, so the menu can't restore the focus.
  const target = useRef<HTMLButtonElement>(null)
  const scheme = useScheme()
  const workspaces = trpc.workspaces.list.useQuery()
  const signOut = trpc.auth.signOut.useMutation({
    // A page load clears memory and sockets of the user's data.
    onSuccess: () => location.assign('/'),
  })
  return (
    <>
      <Menu defaultOpened onClose={() => target.current?.focus()} position="bottom-end" width={240}>
        <Menu.Target>
          <UnstyledButton
            ref={target}
            className={classes.button}
            aria-label={`Account of ${me.name}`}
          >
            <Avatar id={me.id} name={me.name} color={me.color} size={26} decorative />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes.who}>
            <Text size="sm" fw={560} truncate>
              {me.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {me.guest ? 'Guest' : (me.email ?? 'Signed in')}
            </Text>
          </div>
          <Menu.Divider />
          {me.guest && (
            <Menu.Item component={Link} href="/sign-up" leftSection={<IconUserPlus {...icon} />}>
              {guestWords.signUp}
            </Menu.Item>
          )}
          {workspaces.data?.map((workspace) => (
            <Menu.Item
              key={workspace.id}
              component={Link}
              href={`/w/${workspace.slug}`}
              leftSection={<IconLayoutGrid {...icon} />}
            >
              {workspace.name}
            </Menu.Item>
          ))}
          <Menu.Item component={Link} href="/settings" leftSection={<IconSettings {...icon} />}>
            Settings
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>Theme</Menu.Label>
          <Menu.RadioGroup value={scheme.value} onChange={scheme.choose}>
            {schemes.map(({ value, label }) => (
              <Menu.RadioItem key={value} value={value}>
                {label}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout {...icon} />}
            onClick={() => (me.guest ? leave.open() : signOut.mutate())}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {(leaving || signOut.isError) && (
        <Suspense>
          <SignOutDialog
            me={me}
            error={signOut.error}
            busy={signOut.isPending}
            onSignOut={() => signOut.mutate()}
            onClose={() => {
              leave.close()
              signOut.reset()
            }}
          />
        </Suspense>
      )}
    </>
  )
}
