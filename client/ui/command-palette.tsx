import '@mantine/spotlight/styles.layer.css'
import { useMantineColorScheme } from '@mantine/core'
import { Spotlight, type SpotlightActionData, spotlight } from '@mantine/spotlight'
import {
  IconBox,
  IconHome,
  IconLayoutGrid,
  IconLogin,
  IconMoon,
  IconSearch,
  IconSettings,
  IconSun,
  IconUserPlus,
} from '@tabler/icons-react'
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import type { Me } from '../../shared/protocol/me.ts'
import { trpc } from '../api.ts'
import { paletteWords } from '../words/palette.ts'
import classes from './command-palette.module.css'

const icon = { size: 17, stroke: 1.7, 'aria-hidden': true } as const

/** Opens when the counter `opened` changes. */
export default function CommandPalette({ opened }: { opened: number }) {
  useEffect(() => spotlight.open(), [opened])
  const actions = useActions()
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      highlightQuery
      scrollable
      maxHeight="min(400px, 56dvh)"
      centered={false}
      yOffset="14vh"
      radius="xl"
      attributes={{ content: { 'aria-label': 'Go to' } }}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      classNames={{
        content: classes.content,
        action: classes.action,
        actionSection: classes.part,
        actionDescription: classes.part,
      }}
      limit={30}
      nothingFound={paletteWords.none}
      searchProps={{
        placeholder: paletteWords.placeholder,
        'aria-label': 'Go to',
        leftSection: <IconSearch {...icon} />,
      }}
    />
  )
}

function useActions(): SpotlightActionData[] {
  const [, go] = useLocation()
  const { setColorScheme } = useMantineColorScheme()
  const me = trpc.auth.me.useQuery()
  const workspaces = trpc.workspaces.list.useQuery(undefined, { enabled: !!me.data })
  const lists = trpc.useQueries((t) =>
    (workspaces.data ?? []).map(({ id }) => t.sessions.list({ workspaceId: id })),
  )
  const to = (id: string, label: string, href: string, leftSection: React.ReactNode) => ({
    id,
    label,
    leftSection,
    onClick: () => go(href),
  })
  const sessions = lists.flatMap((list, index) =>
    (list.data ?? []).map((session) => ({
      ...to(`session-${session.id}`, session.name, `/s/${session.id}`, <IconBox {...icon} />),
      description: workspaces.data?.[index]?.name ?? '',
    })),
  )
  return [
    ...sessions,
    ...(workspaces.data ?? []).map(({ id, name, slug }) =>
      to(`workspace-${id}`, name, `/w/${slug}`, <IconLayoutGrid {...icon} />),
    ),
    to('start', 'Start something new', '/', <IconHome {...icon} />),
    ...accountActions(me.data ?? null, to),
    {
      id: 'light',
      label: 'Light theme',
      leftSection: <IconSun {...icon} />,
      onClick: () => setColorScheme('light'),
    },
    {
      id: 'dark',
      label: 'Dark theme',
      leftSection: <IconMoon {...icon} />,
      onClick: () => setColorScheme('dark'),
    },
  ]
}

type To = (id: string, label: string, href: string, icon: React.ReactNode) => SpotlightActionData

function accountActions(me: Me | null, to: To): SpotlightActionData[] {
  const settings = to('settings', 'Settings', '/settings', <IconSettings {...icon} />)
  const signIn = to('sign-in', 'Sign in', '/sign-in', <IconLogin {...icon} />)
  const signUp = to('sign-up', 'Sign up', '/sign-up', <IconUserPlus {...icon} />)
  if (!me) return [signIn, signUp]
  return me.guest ? [settings, signUp, signIn] : [settings]
}
