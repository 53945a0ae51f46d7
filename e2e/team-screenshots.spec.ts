import { heldTest as test } from './stories/held-test.ts'
import { makeInvite, makeShareLink } from './stories/people.ts'
import { startBuilding } from './stories/session-page.ts'
import { letIn, signUp, write } from './stories/team.ts'
import { photographer } from './support/pictures.ts'
import { expect } from './support/test.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

test(
  'pictures of what a team sees',
  { tag: '@screenshots' },
  async ({ page, newPerson, model, server }, { outputDir }) => {
    const shoot = await photographer(outputDir)
    await signUp(page, server.url, 'Ada')
    const ada = await startBuilding(page, 'a page for our garden', server.url)
    const address = page.url()
    const first = await model.next()
    first.say('A garden it is.')
    first.end()
    await ada.settled(1)
    await expect(ada.sandboxState).toContainText('Ready')
    const ben = await letIn(page, await newPerson(), 'Ben', 'editor')
    const sam = await letIn(page, await newPerson(), 'Sam', 'suggester')
    const view = await makeShareLink(page, 'Can view')
    await shoot(page, 'team-share')
    await page.keyboard.press('Escape')

    await write(ada, 'Paint the fence ')
    await write(ben, 'in green')
    await expect(ada.composer).toContainText('green')
    const chat = async (_: unknown, phone: boolean) => {
      if (phone) await page.getByRole('tab', { name: 'Chat' }).click()
    }
    await shoot(page, 'team-draft', chat)
    await ada.send.click()
    const second = await model.next()
    second.say('Green paint… ')
    await write(sam, 'add a pond')
    await sam.chat.getByRole('button', { name: 'Suggest', exact: true }).click()
    await ada.say('make the header blue')
    await ben.say('make the header red')
    await expect(ada.queue.getByRole('group', { name: /^Conflict for/ })).toBeVisible()
    await shoot(page, 'team-clash', chat)
    await ada.queue.getByRole('button', { name: 'Stop and pause' }).click()
    await expect(ada.queue).toContainText('Paused by Ada')
    await shoot(page, 'team-paused', chat)
    await ada.queue
      .getByRole('button', { name: /^More for/ })
      .first()
      .click()
    await shoot(page, 'team-queue-menu')
    await page.keyboard.press('Escape')
    await shoot(sam.page, 'team-suggester')

    const people = page.getByRole('region', { name: 'People' })
    await people.getByRole('button', { name: /people here/ }).click()
    await shoot(page, 'team-people')
    await page.keyboard.press('Escape')
    await people.getByRole('button', { name: /^Follow Ben/ }).click()
    await shoot(page, 'team-follow')
    await page.keyboard.press('Escape')

    await page.locator('a[href^="/w/"]').first().click()
    await page.getByRole('link', { name: 'Members' }).click()
    const invite = await makeInvite(page, 'Editor')
    await shoot(page, 'team-members')
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await expect(page.getByLabel('Workspace name')).toBeVisible()
    await shoot(page, 'team-settings')
    await page.getByRole('button', { name: /^Workspace:/ }).click()
    await shoot(page, 'team-switcher')
    await page.keyboard.press('Escape')

    const eve = await newPerson()
    await eve.goto(invite)
    await expect(eve.getByRole('button', { name: /^Join/ })).toBeVisible()
    await shoot(eve, 'team-invite')
    await eve.goto(view)
    await eve.getByRole('button', { name: 'Open as a guest' }).waitFor()
    await shoot(eve, 'team-shared-link')
    await eve.getByRole('button', { name: 'Open as a guest' }).click()
    await expect(eve.getByRole('region', { name: 'Chat' })).toBeVisible()
    await shoot(eve, 'team-viewer')
    await page.goto(address)
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByRole('button', { name: 'Revoke: Can view' }).click()
    await expect(eve.getByRole('heading', { name: /^You no longer/ })).toBeVisible()
    await shoot(eve, 'team-no-longer')
    await eve.goto(view)
    await expect(eve.getByRole('heading', { name: 'This link isn’t valid' })).toBeVisible()
    await shoot(eve, 'team-nowhere')
  },
)
