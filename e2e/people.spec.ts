import { becomeGuest, copied, makeInvite, makeShareLink, openNewSession } from './stories/people.ts'
import { SessionPage } from './stories/session-page.ts'
import { expect, test } from './support/test.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const noLonger = /^You no longer have access to/

test('rule 6.9: a person joins by invite, and loses every tab at once when removed', async ({
  page,
  server,
  newPerson,
  consoleErrors: _,
}) => {
  const anna = await becomeGuest(page, server.url)
  const { id } = await openNewSession(page, server.url, 'Greenhouse')
  // requests refused while he is removed
  const ben = await newPerson(/status of 404 .*\/trpc\//)

  const invite = await test.step('Anna makes a workspace of its own, and an invite', async () => {
    await page.locator('a[href^="/w/"]').first().click()
    await page.getByRole('link', { name: 'Members' }).click()
    return makeInvite(page, 'Editor')
  })

  await test.step('Ben sees who invites him to what, and joins without an account', async () => {
    await ben.goto(invite)
    await expect(ben.getByRole('heading', { name: `Join ${anna}’s workspace` })).toBeVisible()
    await expect(ben.getByText(`${anna} invited you to join as an editor.`)).toBeVisible()
    await ben.getByRole('button', { name: 'Join as a guest' }).click()
    await expect(ben).toHaveURL(/\/w\//)
    await expect(ben.getByRole('link', { name: 'Greenhouse' })).toBeVisible()
  })

  const members = page.getByRole('list', { name: 'Members' }).getByRole('listitem')
  await test.step('Anna sees him come, without a reload', async () => {
    await expect(members).toHaveCount(2)
    await expect(page.getByText(/1 joined/)).toBeVisible()
  })

  await test.step('the invite leads who is in already on, and uses nothing up', async () => {
    const again = await ben.context().newPage()
    await again.goto(invite)
    await expect(again.getByRole('link', { name: 'Greenhouse' })).toBeVisible()
    await again.close()
    await expect(page.getByText(/1 joined/)).toBeVisible()
  })

  await test.step('a lower role holds at once, a higher one too', async () => {
    await ben.goto(`/s/${id}`)
    await expect(ben.getByRole('button', { name: 'Share' })).toBeVisible()
    const role = page.getByRole('combobox', { name: /^Role of/ })
    await role.selectOption({ label: 'Viewer' })
    await expect(ben.getByRole('button', { name: 'Share' })).toBeHidden()
    await role.selectOption({ label: 'Editor' })
    await expect(ben.getByRole('button', { name: 'Share' })).toBeVisible()
    await expect(new SessionPage(ben).composer).toBeVisible()
  })

  await test.step('removed, he is out in each of his windows', async () => {
    const second = await ben.context().newPage()
    await second.goto(`/s/${id}`)
    await expect(second.getByRole('button', { name: 'Share' })).toBeVisible()
    const team = await ben.context().newPage()
    await team.goto(page.url().replace(/\/members$/, ''))
    await expect(team.getByRole('link', { name: 'Greenhouse' })).toBeVisible()

    await page.getByRole('button', { name: /^Remove / }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    for (const tab of [ben, second, team])
      await expect(tab.getByRole('heading', { name: noLonger })).toBeVisible({ timeout: 30_000 })
    await expect(members).toHaveCount(1)
  })

  await test.step('and the session is as unknown to him as any other', async () => {
    await ben.goto(`/s/${crypto.randomUUID()}`)
    await expect(ben.getByRole('heading', { name: 'Session not found' })).toBeVisible()
    await ben.goto(`/s/${id}`)
    await expect(ben.getByRole('heading', { name: 'Session not found' })).toBeVisible()
    await ben.getByRole('link', { name: 'Start page' }).last().click()
    await expect(ben.getByRole('button', { name: 'Start building' })).toBeVisible()
  })
})

test('rule 6.8: a visitor gets each right by a link, sees nothing else, and loses access when it is revoked', async ({
  page,
  server,
  newPerson,
}) => {
  await becomeGuest(page, server.url)
  const { id } = await openNewSession(page, server.url, 'Lighthouse')
  const workspace = await page.locator('a[href^="/w/"]').first().getAttribute('href')
  const visitor = await newPerson(
    /403.*\/trpc\/(messages\.send|sessions\.rename|shares\.create)\)$|404 .*\/trpc\//,
  )
  const theirs = new SessionPage(visitor)
  const dialog = page.getByRole('dialog', { name: /^Share/ })

  const view = await makeShareLink(page, 'Can view')
  await test.step('a stranger gets in with one click, to watch', async () => {
    await visitor.goto(view)
    await expect(visitor.getByRole('heading', { name: 'Lighthouse' })).toBeVisible()
    await visitor.getByRole('button', { name: 'Open as a guest' }).click()
    await expect(visitor).toHaveURL(`/s/${id}`)
    await expect(visitor.getByRole('heading', { name: 'Lighthouse' })).toBeVisible()
    await expect(theirs.send).toBeHidden()
    await expect(visitor.getByRole('button', { name: 'Share' })).toBeHidden()
    await expect(visitor.locator('a[href^="/w/"]')).toHaveCount(0)
    await expect(dialog.getByText('Via link · Viewer')).toBeVisible()
  })

  await test.step('by hand-made calls and frames they change nothing either', async () => {
    const ends = await visitor.evaluate(forge, id)
    expect(ends).toEqual({ send: 403, rename: 403, share: 403, record: 4403, draft: 4403 })
    await expect(page.getByRole('heading', { name: 'Lighthouse' }).first()).toBeVisible()
  })

  await test.step('the workspace is unknown to them', async () => {
    const other = await visitor.context().newPage()
    await other.goto(workspace ?? '')
    await expect(other.getByRole('heading', { name: 'Workspace not found' })).toBeVisible()
    await other.close()
  })

  await test.step('a link with more raises what they may in the window that is open', async () => {
    const edit = await makeShareLink(page, 'Can edit')
    const other = await visitor.context().newPage()
    await other.goto(edit)
    await expect(other).toHaveURL(`/s/${id}`)
    await expect(theirs.send).toBeVisible()
    await other.close()
    await dialog.getByRole('button', { name: 'Revoke: Can edit' }).click()
    await expect(theirs.send).toBeHidden()
    await expect(visitor.getByRole('heading', { name: 'Lighthouse' })).toBeVisible()
  })

  await test.step('a link to suggest lets them write in the draft', async () => {
    const suggest = await makeShareLink(page, 'Can suggest')
    expect(suggest).not.toBe(view)
    const other = await visitor.context().newPage()
    await other.goto(suggest)
    await expect(other).toHaveURL(`/s/${id}`)
    await expect(theirs.composer).toBeVisible()
    await other.close()
    await dialog.getByRole('button', { name: 'Revoke: Can suggest' }).click()
  })

  await test.step('revoked, the last one puts them out, and leads nowhere', async () => {
    await dialog.getByRole('button', { name: 'Revoke: Can view' }).click()
    await expect(visitor.getByRole('heading', { name: noLonger })).toBeVisible({ timeout: 30_000 })
    await visitor.goto(view)
    await expect(visitor.getByRole('heading', { name: 'This link isn’t valid' })).toBeVisible()
    await expect(dialog.getByText('Via link')).toBeHidden()
  })
})

/** Tries what a viewer could forge. Returns statuses and close codes. */
async function forge(sessionId: string) {
  const post = async (path: string, input: object) => {
    const response = await fetch(`/trpc/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    return response.status
  }
  // y-websocket's update frame that sets `x` in the map `meta`
  const update = [1, 1, 1, 0, 40, 1, 4, 109, 101, 116, 97, 1, 120, 1, 119, 1, 121, 0]
  const frame = Uint8Array.from([0, 2, update.length, ...update])
  const write = (name: string) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/yjs/${name}`)
      socket.onopen = () => socket.send(frame)
      socket.onclose = ({ code }) => resolve(code)
    })
  return {
    send: await post('messages.send', {
      id: crypto.randomUUID(),
      sessionId,
      text: 'evil',
      delivery: 'after',
    }),
    rename: await post('sessions.rename', { id: sessionId, name: 'Evil' }),
    share: await post('shares.create', {
      id: crypto.randomUUID(),
      sessionId,
      role: 'editor',
      token: 'x'.repeat(43),
    }),
    record: await write(`record/${sessionId}`),
    draft: await write(`draft/${sessionId}`),
  }
}

test('rule 6.6: a workspace is created, renamed, transferred and left', async ({
  page,
  server,
  newPerson,
}) => {
  await becomeGuest(page, server.url)
  await page.goto('/sign-up?next=/settings')
  await page.getByLabel('Name').fill('Anna Quist')
  await page.getByLabel('E-mail').fill('anna.quist@example.com')
  await page.getByRole('textbox', { name: 'Password' }).fill('seven blue kettles')
  await page.getByRole('button', { name: 'Sign up', exact: true }).click()
  await page.getByRole('button', { name: 'Account of Anna Quist' }).click()
  await page.getByRole('menuitem', { name: 'Anna Quist’s workspace' }).click()

  await test.step('another workspace, named and renamed', async () => {
    await page.getByRole('button', { name: /^Workspace:/ }).click()
    await page.getByRole('menuitem', { name: 'New workspace' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Orchard')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Orchard' })).toBeVisible()
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await page.getByLabel('Workspace name').fill('Apple orchard')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('heading', { name: 'Apple orchard' })).toBeVisible()
    await expect(page.getByText('Nobody to transfer it to yet')).toBeVisible()
  })

  const ben = await newPerson()
  await test.step('Ben signs up on his way in, and comes back to the invite', async () => {
    await page.getByRole('link', { name: 'Members' }).click()
    const invite = await makeInvite(page, 'Viewer')
    expect(await copied(page)).toBe(invite)
    await ben.goto(invite)
    await ben.getByRole('link', { name: 'Sign up first' }).click()
    await ben.getByLabel('Name').fill('Ben Rook')
    await ben.getByLabel('E-mail').fill('ben.rook@example.com')
    await ben.getByRole('textbox', { name: 'Password' }).fill('eight grey kettles')
    await ben.getByRole('button', { name: 'Sign up', exact: true }).click()
    await ben.getByRole('button', { name: 'Join as Ben Rook' }).click()
    await expect(ben.getByRole('heading', { name: 'Apple orchard' })).toBeVisible()
  })

  await test.step('Anna hands it on, and leaves', async () => {
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await page.getByRole('button', { name: 'Transfer ownership' }).click()
    await page.getByRole('button', { name: 'Make Ben Rook the owner' }).click()
    await page.getByRole('button', { name: 'Leave the workspace' }).click()
    await page.getByRole('button', { name: 'Leave Apple orchard' }).click()
    await expect(page).toHaveURL('/')
    await page.getByRole('button', { name: 'Account of Anna Quist' }).click()
    await expect(page.getByRole('menuitem', { name: 'Anna Quist’s workspace' })).toBeVisible()
    await expect(page.getByRole('menuitem', { name: 'Apple orchard' })).toBeHidden()
  })

  await test.step('Ben owns it, in the window that he has open', async () => {
    await ben.getByRole('link', { name: 'Members' }).click()
    const members = ben.getByRole('list', { name: 'Members' }).getByRole('listitem')
    await expect(members).toHaveText([/Ben Rook \(you\).*Owner/])
    await expect(ben.getByRole('region', { name: 'Invite people' })).toBeVisible()
  })
})
