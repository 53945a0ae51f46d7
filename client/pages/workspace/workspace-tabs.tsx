import { Link } from 'wouter'
import { can, type Role } from '../../../shared/roles.ts'
import classes from './workspace.module.css'

export const workspaceTabs = ['sessions', 'members', 'deleted', 'settings'] as const
export type WorkspaceTab = (typeof workspaceTabs)[number]

const names: Record<WorkspaceTab, string> = {
  sessions: 'Sessions',
  members: 'Members',
  deleted: 'Deleted',
  settings: 'Settings',
}

type WorkspaceTabsProps = { slug: string; tab: WorkspaceTab; role: Role | null }

export function WorkspaceTabs({ slug, tab, role }: WorkspaceTabsProps) {
  const mayRestore = role !== null && can(role, 'session.delete')
  const shown = workspaceTabs.filter((one) => one !== 'deleted' || mayRestore)
  return (
    <nav className={classes.parts} aria-label="Workspace">
      {shown.map((one) => (
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
