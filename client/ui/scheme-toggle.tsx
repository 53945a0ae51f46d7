import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { themeWords } from '../words/ui.ts'

/** Until it is used, the system decides. */
export function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const other = scheme === 'dark' ? 'light' : 'dark'
  const Icon = scheme === 'dark' ? IconSun : IconMoon
  return (
    <ActionIcon
      aria-label={themeWords.toggle(other)}
      title={themeWords.toggle(other)}
      onClick={() => setColorScheme(other)}
    >
      <Icon size={16} stroke={1.8} aria-hidden />
    </ActionIcon>
  )
}
