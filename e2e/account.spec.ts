import { errandsPrompt, useErrands } from './stories/errands.ts'
import { SessionPage, startBuilding } from './stories/session-page.ts'
import { expect, test } from './support/test.ts'

const person = {
  name: 'Ada Quill',
  email: 'zoë.quill@bücher.example',
  password: 'six purple kettles',
}

test('a guest signs up while the run goes on, and finds the session again in another browser', async ({
  page,
  newPerson,
  consoleErrors,
}) => {
  const session = await startBuilding(page, errandsPrompt)
  const address = new URL(page.url()).pathname

  await test.step('signs up', async () => {
    await page.goto('/sign-up')
    await page.getByLabel('Name').fill(person.name)
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(person.password)
    await page.getByRole('button', { name: 'Sign up', exact: true }).click()
    await expect(page).toHaveURL(/\/w\//)
    await page.getByRole('link', { name: 'Errands' }).click()
    await expect(page).toHaveURL(address)
    await session.settled(1)
  })
  const story = await session.story()

  await test.step('signs out: a second tab of the same browser is cut off at once', async () => {
    const tab = await page.context().newPage()
    await tab.goto(address)
    await expect(new SessionPage(tab).answers).toHaveCount(1)
    await page.getByRole('button', { name: `Account of ${person.name}` }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(page).toHaveURL('/')
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    await expect(tab.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
    await tab.close()
  })

  await test.step('a wrong password is refused with words', async () => {
    consoleErrors.expect(/status of 400 .*auth\.signIn/)
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByRole('textbox', { name: 'Password' }).fill('six purple kettle')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText(/password/)
    await expect(page.getByLabel('E-mail')).toHaveValue(person.email)
  })

  await test.step('signs in from elsewhere and goes on', async () => {
    const elsewhere = await newPerson()
    await elsewhere.goto('/sign-in')
    await elsewhere.getByLabel('E-mail').fill(person.email)
    await elsewhere.getByRole('textbox', { name: 'Password' }).fill(person.password)
    await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(elsewhere).toHaveURL(/\/w\//)
    await elsewhere.getByRole('link', { name: 'Errands' }).click()
    await expect(elsewhere).toHaveURL(address)
    const again = new SessionPage(elsewhere)
    await expect(again.answers).toHaveCount(1)
    await expect.poll(() => again.story()).toEqual(story)
    await useErrands(again, 'Sharpen the scissors')
  })
})
