import { Button, NativeSelect, Skeleton } from '@mantine/core'
import { useRef, useState } from 'react'
import { newId } from '../../shared/new-id.ts'
import type { InviteView } from '../../shared/protocol/invite.ts'
import type { GivenRole } from '../../shared/roles.ts'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { LinkRow } from './link-row.tsx'
import classes from './links.module.css'
import { newToken, rememberToken } from './new-token.ts'
import { givenRoleChoices, roleLeads, roleNames } from './role-words.ts'

type Days = 1 | 7 | 30 | null

const days: Array<{ value: string; label: string; days: Days }> = [
  { value: '1', label: 'For a day', days: 1 },
  { value: '7', label: 'For a week', days: 7 },
  { value: '30', label: 'For a month', days: 30 },
  { value: '', label: 'Until revoked', days: null },
]

const uses = [
  { value: '1', label: 'One person' },
  { value: '5', label: '5 people' },
  { value: '25', label: '25 people' },
  { value: '', label: 'Any number' },
]

function daysLeft(iso: string): string {
  const hours = (new Date(iso).getTime() - Date.now()) / 3_600_000
  if (hours < 36) return `${Math.max(1, Math.round(hours))} h left`
  return `${Math.round(hours / 24)} days left`
}

function about(invite: InviteView): string {
  return [
    invite.maxUses === null
      ? `${invite.uses} joined`
      : `${invite.uses} of ${invite.maxUses} joined`,
    invite.expiresAt ? daysLeft(invite.expiresAt) : 'until revoked',
    `by ${invite.createdBy}`,
  ].join(' · ')
}

/** Makes links by which people join the workspace, and lists those that are open. */
export function InviteLinks({ workspaceId }: { workspaceId: string }) {
  const utils = trpc.useUtils()
  const invites = trpc.invites.list.useQuery({ workspaceId })
  const refresh = () => utils.invites.list.invalidate({ workspaceId })
  const replace = trpc.invites.replace.useMutation()
  const revoke = trpc.invites.revoke.useMutation({ onSuccess: refresh })
  return (
    <div>
      <NewInvite workspaceId={workspaceId} onMade={refresh} />
      <h3 className={classes.heading}>Open invites</h3>
      {invites.isPending && <Skeleton height={48} radius={10} />}
      {invites.isError && (
        <ErrorNote
          title="The invites could not be loaded."
          error={invites.error}
          onRetry={() => invites.refetch()}
          retrying={invites.isFetching}
        />
      )}
      {invites.data?.length === 0 && (
        <p className={classes.none}>None is open. Create a link and send it to whom you want in.</p>
      )}
      {invites.data && invites.data.length > 0 && (
        <ul className={classes.list} aria-label="Open invites">
          {invites.data.map((invite) => (
            <LinkRow
              key={invite.id}
              id={invite.id}
              name={`Invite as ${roleNames[invite.role].toLowerCase()}`}
              about={about(invite)}
              kind="invite"
              onReplace={(token) => replace.mutateAsync({ workspaceId, id: invite.id, token })}
              onRevoke={() => revoke.mutateAsync({ workspaceId, id: invite.id })}
            />
          ))}
        </ul>
      )}
    </div>
  )
}

function NewInvite({ workspaceId, onMade }: { workspaceId: string; onMade: () => void }) {
  const [role, setRole] = useState<GivenRole>('editor')
  const [lasts, setLasts] = useState('7')
  const [most, setMost] = useState('')
  // Kept over a failed try, so that trying again can't make two.
  const wish = useRef({ id: newId(), token: newToken() })
  const create = trpc.invites.create.useMutation({
    onSuccess: (_, { id, token }) => {
      rememberToken(id, token)
      wish.current = { id: newId(), token: newToken() }
      onMade()
    },
  })
  const choose = (value: string) => {
    const choice = givenRoleChoices.find((one) => one.value === value)
    if (choice) setRole(choice.value)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate({
          ...wish.current,
          workspaceId,
          role,
          days: days.find(({ value }) => value === lasts)?.days ?? null,
          maxUses: most === '' ? null : Number(most),
        })
      }}
    >
      <div className={classes.form}>
        <NativeSelect
          className={classes.field}
          label="Role"
          data={givenRoleChoices}
          value={role}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        <NativeSelect
          className={classes.field}
          label="Holds"
          data={days.map(({ value, label }) => ({ value, label }))}
          value={lasts}
          onChange={(event) => setLasts(event.currentTarget.value)}
        />
        <NativeSelect
          className={classes.field}
          label="For"
          data={uses}
          value={most}
          onChange={(event) => setMost(event.currentTarget.value)}
        />
        <Button type="submit" loading={create.isPending}>
          Create invite
        </Button>
      </div>
      <p className={classes.lead}>{roleLeads[role]}</p>
      {create.isError && <ErrorNote title="The invite could not be made." error={create.error} />}
    </form>
  )
}
