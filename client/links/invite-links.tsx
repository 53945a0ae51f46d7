import { Button, NativeSelect, Skeleton } from '@mantine/core'
import { useRef, useState } from 'react'
import { newId } from '../../shared/new-id.ts'
import type { InviteView } from '../../shared/protocol/invite.ts'
import type { GivenRole } from '../../shared/roles.ts'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { inviteListWords } from '../words/links.ts'
import { givenRoleChoices, roleLeads, roleNames } from '../words/roles.ts'
import { LinkRow } from './link-row.tsx'
import classes from './links.module.css'
import { newToken, rememberToken } from './new-token.ts'

type Days = 1 | 7 | 30 | null

const expiries: Array<{ value: string; label: string; days: Days }> = [
  { value: '1', label: 'In 1 day', days: 1 },
  { value: '7', label: 'In 7 days', days: 7 },
  { value: '30', label: 'In 30 days', days: 30 },
  { value: '', label: 'Never', days: null },
]

const maxUsesChoices = [
  { value: '1', label: '1' },
  { value: '5', label: '5' },
  { value: '25', label: '25' },
  { value: '', label: 'Unlimited' },
]

function expiryOf({ expiresAt }: InviteView): string {
  if (expiresAt === null) return inviteListWords.neverExpires
  return inviteListWords.expires((new Date(expiresAt).getTime() - Date.now()) / 3_600_000)
}

function about(invite: InviteView): string {
  const { uses, maxUses, createdBy, createdAt } = invite
  return [
    inviteListWords.uses(uses, maxUses),
    expiryOf(invite),
    inviteListWords.createdBy(createdBy, new Date(createdAt)),
  ].join(' · ')
}

export function InviteLinks({ workspaceId }: { workspaceId: string }) {
  const utils = trpc.useUtils()
  const invites = trpc.invites.list.useQuery({ workspaceId })
  const refresh = () => utils.invites.list.invalidate({ workspaceId })
  const replace = trpc.invites.replace.useMutation()
  const revoke = trpc.invites.revoke.useMutation({ onSuccess: refresh })
  return (
    <div>
      <NewInvite workspaceId={workspaceId} onCreated={refresh} />
      <h3 className={classes.heading}>Active invites</h3>
      {invites.isPending && <Skeleton height={48} radius={10} />}
      {invites.isError && (
        <ErrorNote
          title={inviteListWords.failed}
          error={invites.error}
          onRetry={() => invites.refetch()}
          retrying={invites.isFetching}
        />
      )}
      {invites.data?.length === 0 && <p className={classes.none}>{inviteListWords.none}</p>}
      {invites.data && invites.data.length > 0 && (
        <ul className={classes.list} aria-label="Active invites">
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

function NewInvite({ workspaceId, onCreated }: { workspaceId: string; onCreated: () => void }) {
  const [role, setRole] = useState<GivenRole>('editor')
  const [expires, setExpires] = useState('7')
  const [maxUses, setMaxUses] = useState('')
  // Kept until success, so that a retry can't create two.
  const request = useRef({ id: newId(), token: newToken() })
  const create = trpc.invites.create.useMutation({
    onSuccess: (_, { id, token }) => {
      rememberToken(id, token)
      request.current = { id: newId(), token: newToken() }
      onCreated()
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
          ...request.current,
          workspaceId,
          role,
          days: expiries.find(({ value }) => value === expires)?.days ?? null,
          maxUses: maxUses === '' ? null : Number(maxUses),
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
          label="Expires"
          data={expiries.map(({ value, label }) => ({ value, label }))}
          value={expires}
          onChange={(event) => setExpires(event.currentTarget.value)}
        />
        <NativeSelect
          className={classes.field}
          label="Max uses"
          data={maxUsesChoices}
          value={maxUses}
          onChange={(event) => setMaxUses(event.currentTarget.value)}
        />
        <Button type="submit" loading={create.isPending}>
          Create invite
        </Button>
      </div>
      <p className={classes.lead}>{roleLeads[role]}</p>
      {create.isError && <ErrorNote title={inviteListWords.createFailed} error={create.error} />}
    </form>
  )
}
