import { Link } from 'wouter'
import classes from './workspace.module.css'

export const workspaceTabs = ['sessions', 'members', 'settings'] as const
export type WorkspaceTab = (typeof workspaceTabs)[number]

const names: Record<WorkspaceTab, string> = {
  sessions: 'Sessions',
  members: 'Members',
  settings: 'Settings',
}

export function WorkspaceTabs({ slug, tab }: { slug: string; tab: WorkspaceTab }) {
  return (
    <nav className={classes.parts} aria-label="Workspace">
      {workspaceTabs.map((one) => (
        <Link
          key={one}
          href={one === 'sessions' ? `/w/${slug}` : `/w/${slug}/${one}`}
          className={classes.part}
          aria-current={one === tab ? 'page' : undefined}
        >
          {names[one]}
        </Link>
      ))}
    </nav>
  )
}
