import { IconShieldOff } from '@tabler/icons-react'
import { trpc } from '../api.ts'
import classes from './sandbox-banner.module.css'

/** Warns that sandboxes are not confined (rule 12). */
export function SandboxBanner() {
  const { data } = trpc.app.info.useQuery(undefined, { staleTime: Infinity })
  if (!data?.sandboxWarning) return null
  return (
    <aside className={classes.banner} aria-label="Sandbox warning">
      <IconShieldOff className={classes.icon} size={15} stroke={1.8} aria-hidden />
      <span>{data.sandboxWarning}</span>
    </aside>
  )
}
