import type { Page } from '@playwright/test'
import { becomeGuest, copied, makeInvite, makeShareLink, openNewSession } from './stories/people.ts'
import { axeFindings } from './support/axe.ts'
import { expect, test } from './support/test.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

async function look(page: Page, name: string) {
  await test.step(`axe: ${name}`, async () =>
    expect.soft(await axeFindings(page), name).toEqual([]))
}

interface Person {
  name: string
  email: string
  password: string
}

async function signUp(page: Page, person: Person) {
  await page.goto('/sign-up')
  await page.getByLabel('Name').fill(person.name)
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password)
  await page.getByRole('button', { name: 'Sign up', exact: true }).click()
  await expect(page).toHaveURL(/\/w\//)
}

async function signIn(page: Page, { email, password }: Person) {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

function fresh(name: string): Person {
  const email = `${crypto.randomUUID()}@example.com`
  return { name, email, password: 'six purple kettles' }
}

test('rules 40.1, 40.2, 40.3 and 40.7: a person changes how they sign in, looks after their devices, and deletes the account', async ({
  page,
  newPerson,
  consoleErrors,
}) => {
  const ada = fresh('Ada Quill')
  await signUp(page, ada)
  const phone = await newPerson(/status of 40[01] |WebSocket/)
  await signIn(phone, ada)
  await expect(phone).toHaveURL(/\/w\//)

  await test.step('the e-mail', async () => {
    await page.goto('/settings')
    await expect(page.getByRole('list', { name: 'Devices' }).getByRole('listitem')).toHaveCount(2)
    await look(page, 'settings')
    await page.getByRole('button', { name: 'Change e-mail' }).click()
    await look(page, 'change e-mail')
    ada.email = `${crypto.randomUUID()}@example.com`
    await page.getByLabel('New e-mail').fill(ada.email)
    consoleErrors.expect(/status of 400 .*account\.changeEmail/)
    await page.getByLabel('Current password').fill('six purple kettle')
    await page.getByRole('button', { name: 'Save' }).last().click()
    await expect(page.getByRole('alert')).toContainText('isn’t your current password')
    await page.getByLabel('Current password').fill(ada.password)
    await page.getByRole('button', { name: 'Save' }).last().click()
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(page.getByText(ada.email)).toBeVisible()
  })

  await test.step('the password: the phone is signed out', async () => {
    await phone.goto('/settings')
    await expect(phone.getByRole('list', { name: 'Devices' })).toBeVisible()
    await page.getByRole('button', { name: 'Change password' }).click()
    await look(page, 'change password')
    await page.getByLabel('Current password').fill(ada.password)
    ada.password = 'a new battery staple'
    await page.getByLabel('New password').fill(ada.password)
    await page.getByRole('dialog').getByRole('button', { name: 'Change password' }).click()
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(page.getByRole('list', { name: 'Devices' }).getByRole('listitem')).toHaveCount(1)
    await phone.reload()
    await expect(phone.getByText('You’re signed out.')).toBeVisible()
    await signIn(phone, ada)
    await expect(phone).toHaveURL(/\/w\//)
  })

  await test.step('signs the phone out by the list', async () => {
    await page.reload()
    await page.getByRole('button', { name: /^Sign out Chrome on / }).click()
    await expect(page.getByRole('list', { name: 'Devices' }).getByRole('listitem')).toHaveCount(1)
    await phone.goto('/settings')
    await expect(phone.getByText('You’re signed out.')).toBeVisible()
  })

  await test.step('deletes the account', async () => {
    await page.getByRole('button', { name: 'Delete account…' }).click()
    await expect(page.getByText('Ada Quill’s workspace is deleted.')).toBeVisible()
    await look(page, 'delete account')
    await page.getByLabel('Current password').fill(ada.password)
    await page.getByRole('button', { name: 'Delete account', exact: true }).click()
    await expect(page).toHaveURL('/')
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    consoleErrors.expect(/status of 400 .*auth\.signIn/)
    await signIn(page, ada)
    await expect(page.getByRole('alert')).toContainText('Incorrect e-mail or password.')
  })
})

test('rules 40.5 and 40.6: an admin creates a link for a member who forgot their password', async ({
  page,
  newPerson,
}) => {
  const [olga, mia] = [fresh('Olga'), fresh('Mia')]
  await signUp(page, olga)
  await page.getByRole('link', { name: 'Members', exact: true }).click()
  const invite = await makeInvite(page, 'Editor')
  // a new password ends this sign-in, whatever the tab asks in that moment
  const member = await newPerson(/status of 401/)
  await signUp(member, mia)
  await member.goto(invite)
  await member.getByRole('button', { name: 'Join as Mia' }).click()
  await expect(member).toHaveURL(/\/w\/olga/)

  const link = await test.step('the admin', async () => {
    await page.getByRole('button', { name: 'Reset the password of Mia' }).click()
    await look(page, 'reset a member’s password')
    await page.getByRole('button', { name: 'Create link' }).click()
    await page.getByRole('button', { name: /^Copy link: new password of Mia/ }).click()
    await expect.poll(() => copied(page)).toContain('/reset-password/')
    return copied(page)
  })

  await test.step('the member', async () => {
    const elsewhere = await newPerson(/status of 404 .*account\.lookAtReset/)
    await elsewhere.goto('/sign-in')
    await elsewhere.getByRole('link', { name: 'Forgot password?' }).click()
    await expect(elsewhere.getByText('Ask an admin of your workspace')).toBeVisible()
    await look(elsewhere, 'forgot password')
    await elsewhere.goto(link)
    await expect(elsewhere.getByText(`For ${mia.email}.`)).toBeVisible()
    await look(elsewhere, 'new password')
    mia.password = 'a new battery staple'
    await elsewhere.getByLabel('New password').fill(mia.password)
    await elsewhere.getByRole('button', { name: 'Set password' }).click()
    await expect(elsewhere.getByText('Password changed.')).toBeVisible()
    await elsewhere.getByRole('button', { name: 'Sign in' }).click()
    await signIn(elsewhere, mia)
    await expect(elsewhere).toHaveURL(/\/w\//)
    await elsewhere.goto(link)
    await expect(elsewhere.getByRole('heading', { name: 'This link isn’t valid' })).toBeVisible()
  })
})

test('rules 40.8 and 40.9: guests say their name when they join, and have different initials', async ({
  page,
  server,
  newPerson,
}) => {
  await becomeGuest(page, server.url)
  const { id } = await openNewSession(page, server.url, 'Greenhouse')
  const shared = await makeShareLink(page, 'Can edit')
  await page.keyboard.press('Escape')

  const ann = await newPerson()
  await ann.goto(shared)
  await ann.getByLabel('Your name').fill('Ann Lee')
  await look(ann, 'a shared link')
  await ann.getByRole('button', { name: 'Open as a guest' }).click()
  await expect(ann).toHaveURL(`/s/${id}`)

  const al = await newPerson()
  await page.locator('a[href^="/w/"]').first().click()
  await page.getByRole('link', { name: 'Members', exact: true }).click()
  await al.goto(await makeInvite(page, 'Editor'))
  await al.getByLabel('Your name').fill('  Al Lee ')
  await look(al, 'an invite')
  await al.getByRole('button', { name: 'Join as a guest' }).click()
  await expect(al.getByRole('button', { name: 'Account of Al Lee' })).toBeVisible()
  await al.goto(`/s/${id}`)

  const initialsIn = async (tab: Page, name: string) => {
    const button = tab.getByRole('button', { name: new RegExp(`^(Follow|Account of) ${name}`) })
    await expect(button).toBeVisible()
    return (await button.textContent())?.trim() ?? ''
  }
  await page.goto(`/s/${id}`)
  const seen = await Promise.all(
    [page, ann, al].map(async (tab) => {
      await expect(tab.getByRole('button', { name: /^Follow / })).toHaveCount(2)
      return [await initialsIn(tab, 'Ann Lee'), await initialsIn(tab, 'Al Lee')]
    }),
  )
  expect(new Set(seen[0]).size).toBe(2)
  expect(seen[1]).toEqual(seen[0])
  expect(seen[2]).toEqual(seen[0])
})
