import { Link } from 'wouter'
import classes from './workspace.module.css'

export const workspaceParts = ['sessions', 'members', 'settings'] as const
export type WorkspacePart = (typeof workspaceParts)[number]

const names: Record<WorkspacePart, string> = {
  sessions: 'Sessions',
  members: 'Members',
  settings: 'Settings',
}

/** The parts of a workspace's page, each with an address of its own. */
export function WorkspaceParts({ slug, part }: { slug: string; part: WorkspacePart }) {
  return (
    <nav className={classes.parts} aria-label="Workspace">
      {workspaceParts.map((one) => (
        <Link
          key={one}
          href={one === 'sessions' ? `/w/${slug}` : `/w/${slug}/${one}`}
          className={classes.part}
          aria-current={one === part ? 'page' : undefined}
        >
          {names[one]}
        </Link>
      ))}
    </nav>
  )
}
