import { IconArrowRight } from '@tabler/icons-react'
import { Link } from 'wouter'
import { trpc } from '../../api.ts'
import { landingWords } from '../../words/landing.ts'
import classes from './recent-workspaces.module.css'

/** Takes its space while loading. */
export function RecentWorkspaces() {
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const workspaces = trpc.workspaces.list.useQuery(undefined, { enabled: !!me.data })
  return (
    <div className={classes.line}>
      {me.data &&
        workspaces.data?.slice(0, 3).map((workspace) => (
          <Link key={workspace.id} href={`/w/${workspace.slug}`} className={classes.link}>
            {workspace.name}
            <IconArrowRight size={14} stroke={1.8} aria-hidden />
          </Link>
        ))}
      {me.data === null && <span>{landingWords.asGuest}</span>}
    </div>
  )
}
