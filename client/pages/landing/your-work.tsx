import { IconArrowRight } from '@tabler/icons-react'
import { Link } from 'wouter'
import { trpc } from '../../api.ts'
import classes from './your-work.module.css'

/** For those who were here before: the way back to what they made. Its line is kept free for everybody. */
export function YourWork() {
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
      {me.data === null && <span>One click, no form: you start as a guest.</span>}
    </div>
  )
}
