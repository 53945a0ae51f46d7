import type { Page } from '@playwright/test'
import type { HeldModel } from './stories/held-model.ts'
import { heldTest as test } from './stories/held-test.ts'
import { type SessionPage, startBuilding } from './stories/session-page.ts'
import { letIn, signUp, write } from './stories/team.ts'
import { expect } from './support/test.ts'

async function openBegun(page: Page, url: string, model: HeldModel): Promise<SessionPage> {
  await signUp(page, url, 'Ada')
  const ada = await startBuilding(page, 'begin with a page', url)
  const first = await model.next()
  first.say('Here it is.')
  first.end()
  await ada.settled(1)
  return ada
}

test('rule 30.2: two people write one prompt; both are named, and what they type after it was sent stays', async ({
  page,
  newPerson,
  model,
  server,
}) => {
  const ada = await openBegun(page, server.url, model)
  const ben = await letIn(page, await newPerson(), 'Ben', 'editor')

  await write(ada, 'Build a shop')
  await expect(ben.composer).toContainText('Build a shop')
  await write(ben, ' with a basket')
  await expect(ada.composer).toContainText('Build a shop with a basket')
  await expect(ada.composer.getByText('Ben')).toBeVisible()
  await ada.send.click()
  for (const each of [ada, ben])
    await expect(each.messagesFrom('Ada and Ben')).toContainText('Build a shop with a basket')
  await expect(ben.composer).not.toContainText('shop')
  const second = await model.next()
  second.say('A shop.')
  second.end()
  await ben.settled(2)
  await expect(ben.answers.last()).toContainText('for Ada and Ben')

  await test.step('a private draft is seen by its writer alone, and survives a reload', async () => {
    await ben.chat.getByRole('switch', { name: 'Private draft' }).click()
    await write(ben, 'a thought of my own')
    await write(ada, 'for all')
    await ben.page.reload()
    await expect(ben.composer).toContainText('a thought of my own')
    await expect(ada.composer).toContainText('for all')
    await expect(ada.composer).not.toContainText('thought')
    await ben.chat.getByRole('switch', { name: 'Private draft' }).click()
    await expect(ben.composer).toContainText('for all')
  })
})

test('rules 31.1, 31.2, 31.4, 31.5 and 31.6: messages queue, steer and fork, and Stop says who stopped', async ({
  page,
  newPerson,
  model,
  server,
  consoleErrors,
}) => {
  await signUp(page, server.url, 'Ada')
  const ada = await startBuilding(page, 'begin with a page', server.url)
  const ben = await letIn(page, await newPerson(), 'Ben', 'editor')
  const first = await model.next()
  first.say('I write a page. ')
  await expect(ben.answers).toContainText('I write a page.')

  await test.step('what Ben sends meanwhile waits, visible for everybody; he may edit his own', async () => {
    await ben.say('add a calendar')
    const item = ada.queue.getByRole('listitem')
    await expect(item).toContainText('add a calendar')
    await expect(item.getByRole('img', { name: 'From Ben' })).toBeVisible()
    await ben.queue.getByRole('button', { name: /^More for/ }).click()
    await ben.page.getByRole('menuitem', { name: 'Edit' }).click()
    const box = ben.queue.getByRole('textbox', { name: /^Text of/ })
    await box.fill('add a calendar with weeks')
    await box.press('Enter')
    await expect(item).toContainText('add a calendar with weeks')
  })

  await test.step('a change that failed says so; a double click cancels one message, not two', async () => {
    await ben.say('and one more calendar')
    await ben.say('and a clock')
    const items = ada.queue.getByRole('listitem')
    await expect(items).toHaveCount(3)
    const cancel = (text: string) => ada.queue.getByRole('button', { name: `Cancel “${text}”` })
    const { x = 0, y = 0, width = 0 } = (await cancel('and one more calendar').boundingBox()) ?? {}
    await page.mouse.click(x + width / 2, y + width / 2)
    await expect(items).toHaveCount(2)
    // the second click hits the message that moved there
    await page.mouse.down({ clickCount: 2 })
    await page.mouse.up({ clickCount: 2 })
    consoleErrors.expect(/ERR_FAILED/)
    await page.route(/runs\.cancel/, (route) => route.abort(), { times: 1 })
    await cancel('and a clock').click()
    await expect(ada.queue.getByRole('alert')).toContainText('Couldn’t reach the server')
    await expect(ben.queue.getByRole('listitem')).toHaveText([/with weeks/, /and a clock/])
    await cancel('and a clock').click()
    await expect(ada.queue.getByRole('alert')).toBeHidden()
    await expect(items).toHaveCount(1)
  })

  await test.step('a message steers the run: the next call of the model gets it', async () => {
    await write(ben, 'and use a serif font')
    await ben.composer.press('ControlOrMeta+Enter')
    await expect(ada.queue.getByText('telling the agent')).toBeVisible()
    first.call('list_files', {})
    first.end('tool_calls')
    const second = await model.next()
    expect(second.people.at(-1)).toBe('Ben: and use a serif font')
    for (const each of [ada, ben]) {
      await expect(each.queue.getByText('serif')).toBeHidden()
      await expect(
        each.answers.first().getByRole('article', { name: 'Message from Ben' }),
      ).toContainText('sent during the run')
    }
    second.say('With serifs, then. ')
    await expect(ada.answers.first()).toContainText('With serifs, then.')
  })

  await test.step('Ben stops it and pauses the queue; Ada resumes', async () => {
    await ben.queue.getByRole('button', { name: 'Stop and pause' }).click()
    await expect(ada.answers.first()).toContainText('Stopped by Ben.')
    await expect(ada.answers.first(), 'what was said stays').toContainText('With serifs, then.')
    await expect(ada.queue).toContainText('Paused by Ben · 1 waiting')
    await ada.queue.getByRole('button', { name: 'Resume' }).click()
    const third = await model.next()
    third.say('A calendar.')
    third.call('write_file', { path: 'src/calendar.ts', content: 'export const weeks = 52\n' })
    third.end('tool_calls')
    const fourth = await model.next()
    fourth.say('There it is.')
    fourth.end()
    await ada.settled(2)
  })

  await test.step('a fork is a new session; its sender is taken there, the others get a link', async () => {
    const address = page.url()
    await write(ada, 'the same in pink')
    await ada.composer.press('Alt+Enter')
    await page.waitForURL((url) => url.href !== address)
    await expect(ada.messagesFrom('Ada')).toContainText('the same in pink')
    const fifth = await model.next()
    fifth.say('Pink it is.')
    fifth.end()
    await ada.settled(1)
    await expect(ben.log.getByRole('link', { name: 'Continued in a new session' })).toHaveAttribute(
      'href',
      new URL(page.url()).pathname,
    )
  })
})

test('rule 33.1: two people who change the same thing see a clash with the name of the other, and merge their messages', async ({
  page,
  newPerson,
  model,
  server,
}) => {
  await signUp(page, server.url, 'Ada')
  const ada = await startBuilding(page, 'begin with a page', server.url)
  const ben = await letIn(page, await newPerson(), 'Ben', 'editor')
  const first = await model.next()
  first.say('One moment. ')
  await ada.say('make the header blue')
  await ben.say('make the header red')
  for (const each of [ada, ben]) {
    const clash = each.queue.getByRole('group', { name: /^Conflict for “make the header red”/ })
    await expect(clash).toContainText('Ada wants the opposite. header: red or blue')
  }
  await ada.queue.getByRole('button', { name: 'Merge' }).click()
  for (const each of [ada, ben]) {
    const item = each.queue.getByRole('listitem')
    await expect(item).toHaveCount(1)
    await expect(item).toContainText('make the header blue make the header red')
    await expect(item.getByRole('img', { name: 'From Ada and Ben' })).toBeVisible()
  }
  first.end()
  const second = await model.next()
  expect(second.people.at(-1)).toBe('Ada and Ben: make the header blue\n\nmake the header red')
  second.say('Purple.')
  second.end()
  await ben.settled(2)
})

test('rule 33.4: two people with opposite wishes in different words see the clash that the model finds', async ({
  page,
  newPerson,
  model,
  server,
}) => {
  model.clashes = (question) =>
    /<earlier number="1">\s*make the header blue\s*<[^]*<new>\s*a warm top of the page/.test(
      question,
    )
      ? [{ with: 1, over: 'the colours at the top' }]
      : []
  const ada = await openBegun(page, server.url, model)
  const ben = await letIn(page, await newPerson(), 'Ben', 'editor')
  await ada.say('make the header blue')
  const second = await model.next()
  second.say('Blue. ')
  await ben.say('a warm top of the page, like a sunset')
  for (const each of [ada, ben]) {
    const clash = each.queue.getByRole('group', { name: /^Conflict for “a warm top/ })
    await expect(clash).toContainText(
      'Ada (running now) wants something that conflicts with it: the colours at the top',
    )
  }
  await ben.queue.getByRole('button', { name: 'Merge' }).click()
  second.call('list_files', {})
  second.end('tool_calls')
  const third = await model.next()
  expect(third.people.at(-1)).toContain('Ben: a warm top of the page, like a sunset')
  third.say('Orange.')
  third.end()
  await ada.settled(2)
})

test('rules 32.1 and 32.3: a suggester proposes; an editor approves one and declines one with a reason', async ({
  page,
  newPerson,
  model,
  server,
}) => {
  const ada = await openBegun(page, server.url, model)
  const sam = await letIn(page, await newPerson(), 'Sam', 'suggester')
  const suggest = async (text: string) => {
    await write(sam, text)
    await sam.chat.getByRole('button', { name: 'Suggest', exact: true }).click()
    await expect(sam.composer).not.toContainText(text)
  }
  await suggest('add a map')
  await suggest('add a video')
  const suggestions = ada.page.getByRole('region', { name: 'Suggestions' })
  await expect(suggestions.getByRole('listitem')).toHaveText([
    /Sam\s*add a map/,
    /Sam\s*add a video/,
  ])
  const [map, video] = [
    suggestions.getByRole('listitem').first(),
    suggestions.getByRole('listitem').last(),
  ]
  await video.getByRole('button', { name: 'Decline' }).click()
  await video.getByRole('textbox', { name: 'Reason for declining' }).fill('It would be slow')
  await video.getByRole('textbox', { name: 'Reason for declining' }).press('Enter')
  await expect(sam.page.getByRole('region', { name: 'Suggestions' })).toContainText(
    'Declined by Ada: It would be slow',
  )
  await map.getByRole('button', { name: 'Approve' }).click()
  for (const each of [ada, sam])
    await expect(each.messagesFrom('Ada and Sam')).toContainText('add a map')
  const second = await model.next()
  second.say('A map.')
  second.end()
  await sam.settled(2)
  await sam.page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(sam.page.getByRole('region', { name: 'Suggestions' })).toBeHidden()
})
