import { Badge, Button, NativeSelect, Skeleton } from '@mantine/core'
import { Suspense, lazy, useState } from 'react'
import { Link } from 'wouter'
import { can, GivenRole, mayManage } from '../../../shared/roles.ts'
import type { MemberView, WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import type { SessionCard } from '../../../shared/protocol/session-view.ts'
import { trpc } from '../../api.ts'
import { InviteLinks } from '../../links/invite-links.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { givenRoleChoices, roleNames } from '../../words/roles.ts'
import { memberWords } from '../../words/workspace.ts'
import { Section } from '../settings/section.tsx'
import classes from './workspace.module.css'

const ResetMember = lazy(() => import('./reset-member.tsx'))
const RemoveMember = lazy(() => import('./remove-member.tsx'))

type MembersProps = { workspace: WorkspaceView; sessions: SessionCard[] }

export function Members({ workspace, sessions }: MembersProps) {
  const members = trpc.members.list.useQuery({ workspaceId: workspace.id })
  const [removing, setRemoving] = useState<MemberView | null>(null)
  const [resetting, setResetting] = useState<MemberView | null>(null)
  const info = trpc.app.info.useQuery(undefined, { staleTime: 300_000 })
  const mail = info.data?.mail ?? true
  const mayInvite = can(workspace.role, 'workspace.members')
  return (
    <div className={classes.narrow}>
      {members.isPending && <Skeleton height={130} radius={14} />}
      {members.isError && (
        <ErrorNote
          title={memberWords.failed}
          error={members.error}
          onRetry={() => members.refetch()}
          retrying={members.isFetching}
        />
      )}
      {members.data && (
        <ul className={classes.members} aria-label="Members">
          {members.data.map((member) => (
            <Member
              key={member.id}
              member={member}
              workspace={workspace}
              session={sessions.find(({ here }) => here.some(({ id }) => id === member.id))}
              onRemove={() => setRemoving(member)}
              onReset={mail ? null : () => setResetting(member)}
            />
          ))}
        </ul>
      )}
      {mayInvite && (
        <Section title="Invite people" lead={memberWords.inviteLead}>
          <InviteLinks workspaceId={workspace.id} />
        </Section>
      )}
      {removing && (
        <Suspense>
          <RemoveMember member={removing} workspace={workspace} onClose={() => setRemoving(null)} />
        </Suspense>
      )}
      {resetting && (
        <Suspense>
          <ResetMember
            member={resetting}
            workspaceId={workspace.id}
            onClose={() => setResetting(null)}
          />
        </Suspense>
      )}
    </div>
  )
}

interface MemberProps {
  member: MemberView
  workspace: WorkspaceView
  session: SessionCard | undefined
  onRemove: () => void
  /** Null: the server sends links by e-mail. */
  onReset: (() => void) | null
}

function Member({ member, workspace, session, onRemove, onReset }: MemberProps) {
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const isMe = member.id === me.data?.id
  const manages = !isMe && mayManage(workspace.role, member.role)
  return (
    <li className={classes.member}>
      <div className={classes.memberWho}>
        <Avatar
          id={member.id}
          name={member.name}
          color={member.color}
          size={30}
          live={session !== undefined}
          decorative
        />
        <div style={{ minWidth: 0 }}>
          <div className={classes.memberName}>
            {member.name}
            {isMe && ' (you)'}{' '}
            {member.guest && (
              <Badge variant="default" size="sm" tt="none" fw={520}>
                Guest
              </Badge>
            )}
          </div>
          <div className={classes.memberAbout}>
            {session ? (
              <>
                Now in <Link href={`/s/${session.id}`}>{session.name}</Link>
              </>
            ) : (
              memberWords.notInSession
            )}
          </div>
        </div>
      </div>
      {manages ? (
        <ManageMember
          member={member}
          workspaceId={workspace.id}
          onRemove={onRemove}
          onReset={member.guest ? null : onReset}
        />
      ) : (
        <span className={classes.memberRole}>{roleNames[member.role]}</span>
      )}
    </li>
  )
}

interface ManageMemberProps {
  member: MemberView
  workspaceId: string
  onRemove: () => void
  onReset: (() => void) | null
}

function ManageMember({ member, workspaceId, onRemove, onReset }: ManageMemberProps) {
  const utils = trpc.useUtils()
  const setRole = trpc.members.setRole.useMutation({
    onSettled: () => utils.members.list.invalidate({ workspaceId }),
  })
  const role = setRole.isPending ? setRole.variables.role : member.role
  const choose = (value: string) => {
    const chosen = GivenRole.safeParse(value)
    if (chosen.success) setRole.mutate({ workspaceId, userId: member.id, role: chosen.data })
  }
  return (
    <>
      <div className={classes.memberRole}>
        <NativeSelect
          size="xs"
          aria-label={`Role of ${member.name}`}
          data={givenRoleChoices}
          value={role}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        {onReset && (
          <Button
            size="xs"
            variant="subtle"
            aria-label={`Reset the password of ${member.name}`}
            onClick={onReset}
          >
            Reset password
          </Button>
        )}
        <Button size="xs" variant="subtle" aria-label={`Remove ${member.name}`} onClick={onRemove}>
          Remove
        </Button>
      </div>
      {setRole.isError && <ErrorNote title={memberWords.roleFailed} error={setRole.error} />}
    </>
  )
}
