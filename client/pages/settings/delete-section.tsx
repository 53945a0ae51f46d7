import { Button } from '@mantine/core'
import { Suspense, lazy, useState } from 'react'
import type { Me } from '../../../shared/protocol/me.ts'
import { trpc } from '../../api.ts'
import { deletionWords } from '../../words/settings.ts'
import { Section } from './section.tsx'

const DeleteAccount = lazy(() => import('./delete-account.tsx'))

export function DeleteSection({ me }: { me: Me }) {
  const [open, setOpen] = useState(false)
  const account = trpc.account.get.useQuery(undefined, { staleTime: 60_000 })
  return (
    <Section title="Delete account" lead={deletionWords.lead}>
      <div>
        <Button
          variant="default"
          disabled={account.data === undefined}
          onClick={() => setOpen(true)}
        >
          Delete account…
        </Button>
      </div>
      {open && account.data && (
        <Suspense>
          <DeleteAccount
            me={me}
            hasPassword={account.data.hasPassword}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </Section>
  )
}
