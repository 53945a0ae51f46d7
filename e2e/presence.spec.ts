import type { Page } from '@playwright/test'
import { cafePrompt } from './stories/cafe-provider.ts'
import { test } from './stories/cafe-test.ts'
import { runMs, type SessionPage, startBuilding } from './stories/session-page.ts'
import { letIn, signUp } from './stories/team.ts'
import { type AppServer } from './support/server.ts'
import { expect } from './support/test.ts'

async function openCafe(server: AppServer, page: Page, benPage: Page) {
  await signUp(page, server.url, 'Ada')
  const ada = await startBuilding(page, cafePrompt, server.url)
  await ada.settled(1)
  const ben = await letIn(page, benPage, 'Ben', 'editor')
  for (const { app } of [ada, ben])
    await expect(app.getByRole('heading', { name: 'Harbour Café' })).toBeVisible({ timeout: runMs })
  return { ada, ben }
}

function people({ page }: SessionPage) {
  return page.getByRole('region', { name: 'People' })
}

function follow(session: SessionPage, name: string) {
  return people(session).getByRole('button', { name: new RegExp(`^Follow ${name} ·`) })
}

function order({ app }: SessionPage, coffee: string) {
  return app.getByRole('article').filter({ hasText: coffee }).getByRole('button')
}

test.describe('rule 20: people in one session', () => {
  test('rule 20.1: see who is here, where, and whether they type; three tabs are one person', async ({
    page,
    newPerson,
    server,
  }) => {
    const { ada, ben } = await openCafe(server, page, await newPerson())
    await expect(follow(ada, 'Ben')).toHaveAccessibleName('Follow Ben · Preview /')

    await test.step('where Ben is', async () => {
      await ben.app.getByRole('link', { name: 'Prices' }).click()
      await expect(follow(ada, 'Ben')).toHaveAccessibleName('Follow Ben · Preview /pricing')
      await ben.page.getByRole('tab', { name: 'Activity' }).click()
      await expect(follow(ada, 'Ben')).toHaveAccessibleName('Follow Ben · Activity')
    })

    await test.step('Ben types', async () => {
      await ben.composer.click()
      await ben.page.keyboard.type('a bit more room')
      await expect(follow(ada, 'Ben')).toHaveAccessibleName('Follow Ben · Activity · typing')
    })

    await test.step('two more tabs of Ben are still one Ben, where he is last', async () => {
      for (const tab of [1, 2]) {
        const another = await ben.page.context().newPage()
        await another.goto(ben.page.url())
        await expect(another.getByRole('region', { name: 'Chat' })).toBeVisible()
        await expect(people(ada).getByRole('button', { name: /^Follow / })).toHaveCount(1)
        if (tab === 2) await another.getByRole('tab', { name: 'Preview' }).click()
      }
      await expect(follow(ada, 'Ben')).toHaveAccessibleName(/^Follow Ben · Preview \//)
      await people(ada).getByRole('button', { name: '2 people here' }).click()
      await expect(people(ada).getByRole('listitem')).toHaveText([/\(you\)/, /Ben.*Preview \//])
    })
  })

  test('rule 20.2: follow each other by pane, route and place, until they act themselves', async ({
    page,
    newPerson,
    server,
  }) => {
    const { ada, ben } = await openCafe(server, page, await newPerson())
    const following = ada.page.getByRole('status', { name: 'Following' })
    await follow(ada, 'Ben').click()
    await expect(following).toContainText('Following Ben')

    await test.step('to another pane and back', async () => {
      await ben.page.getByRole('tab', { name: 'Activity' }).click()
      await expect(ada.page.getByRole('tab', { name: 'Activity', selected: true })).toBeVisible()
      await ben.page.getByRole('tab', { name: 'Preview' }).click()
      await expect(ada.page.getByRole('tab', { name: 'Preview', selected: true })).toBeVisible()
    })

    await test.step('to another route of the app and back', async () => {
      await ben.app.getByRole('link', { name: 'Prices' }).click()
      await expect(ada.app.getByRole('heading', { name: 'Pricing' })).toBeVisible()
      await ben.app.getByRole('link', { name: 'Home' }).click()
      await expect(ada.app.getByRole('heading', { name: 'Harbour Café' })).toBeVisible({
        timeout: runMs,
      })
    })

    await test.step('to what Ben has in sight, on a smaller screen', async () => {
      await expect(ada.app.getByText('until the last ferry')).not.toBeInViewport()
      await ben.page.setViewportSize({ width: 1000, height: 700 })
      await ben.app.getByText('until the last ferry').scrollIntoViewIfNeeded()
      await ben.app.locator('body').hover()
      await ben.page.mouse.wheel(0, 5_000)
      await expect(ada.app.getByText('until the last ferry')).toBeInViewport()
    })

    await test.step('Ben can’t follow back: they would lead each other in a circle', async () => {
      await follow(ben, 'Ada').click()
      await expect(ben.page.getByRole('status', { name: 'Following' })).toContainText(
        'is following you, so you lead',
      )
      await expect(following).toContainText('Following Ben')
    })

    await test.step('looking on goes on, Esc ends it', async () => {
      await ada.page.mouse.move(300, 300)
      await ada.page.mouse.move(340, 340)
      await expect(following).toContainText('Following Ben')
      await ada.page.keyboard.press('Escape')
      await expect(following).toBeEmpty()
      await ben.page.getByRole('tab', { name: 'Activity' }).click()
      await expect(follow(ada, 'Ben')).toHaveAccessibleName('Follow Ben · Activity')
      await expect(ada.page.getByRole('tab', { name: 'Preview', selected: true })).toBeVisible()
    })

    await test.step('a click in the app ends it too', async () => {
      await follow(ada, 'Ben').click()
      await expect(following).toContainText('Following Ben')
      await ben.page.getByRole('tab', { name: 'Preview' }).click()
      await expect(ada.page.getByRole('tab', { name: 'Preview', selected: true })).toBeVisible()
      await ada.app.getByRole('link', { name: 'Prices' }).click()
      await expect(following).toBeEmpty()
      await expect(ada.app.getByRole('heading', { name: 'Pricing' })).toBeVisible()
    })

    await test.step('who leaves is not followed any more, with a word', async () => {
      await follow(ada, 'Ben').click()
      await expect(following).toContainText('Following Ben')
      await ben.page.goto('about:blank')
      await expect(following).toContainText('Ben has left.')
      await expect(people(ada).getByRole('button', { name: /^Follow / })).toHaveCount(0)
    })
  })

  test('rule 20.3: a pointer is on the same element on a phone, and only on the route that it is on', async ({
    page,
    newPerson,
    server,
  }) => {
    const { ada, ben } = await openCafe(server, page, await newPerson())
    await ben.page.setViewportSize({ width: 390, height: 844 })
    await ben.page.getByRole('tab', { name: 'Preview' }).click()
    const cursor = ben.app.locator('fegg-overlay .cursor')

    await order(ada, 'Filter').hover()
    await expect(cursor).toHaveCount(1)
    await order(ben, 'Filter').scrollIntoViewIfNeeded()
    // Ada and Ben have different layouts, so pixels would differ.
    const inside = async () => {
      const tip = await cursor.boundingBox()
      const box = await order(ben, 'Filter').boundingBox()
      if (!tip || !box) return null
      return (
        tip.x >= box.x &&
        tip.x <= box.x + box.width &&
        tip.y >= box.y &&
        tip.y <= box.y + box.height
      )
    }
    await expect.poll(inside).toBe(true)

    await ben.app.getByRole('link', { name: 'Prices' }).click()
    await expect(cursor).toHaveCount(0)
    await ben.app.getByRole('link', { name: 'Home' }).click()
    await expect(cursor).toHaveCount(1)
    await ada.composer.hover()
    await expect(cursor).toHaveCount(0)
  })
})

test('rules 21.1, 21.4 and 22.1: a comment stays with its element when the page changes, and is sent to the agent', async ({
  page,
  newPerson,
  server,
}) => {
  const { ada, ben } = await openCafe(server, page, await newPerson())
  const pin = (session: SessionPage) => session.app.getByRole('button', { name: 'Comment 1' })
  const thread = (session: SessionPage) =>
    session.page.getByRole('dialog', { name: /^Comment 1 on Button/ })

  await test.step('Ada thinks better of choosing: Esc ends it, in the app or beside it', async () => {
    const begin = ada.page.getByRole('button', { name: 'Comment on an element' })
    for (const place of [ada.app.getByRole('link', { name: 'Prices' }), begin]) {
      await begin.click()
      await ada.picks()
      await place.press('Escape')
      await expect(ada.app.locator('html')).not.toHaveCSS('cursor', 'crosshair')
    }
    await order(ada, 'Cortado').click()
    await expect(ada.page.getByRole('dialog', { name: /^New comment/ })).toBeHidden()
  })

  await test.step('Ada comments on a button', async () => {
    await ada.page.getByRole('button', { name: 'Comment on an element' }).click()
    await ada.picks()
    await order(ada, 'Cortado').click()
    const box = ada.page.getByRole('dialog', { name: /^New comment on Button “Order”/ })
    await box.getByRole('textbox', { name: 'Comment' }).fill('Say what it costs.')
    await box.getByRole('textbox', { name: 'Comment' }).press('Enter')
    await expect(thread(ada)).toContainText('Say what it costs.')
    await ada.page.keyboard.press('Escape')
  })

  /** In pixels, from tip to button. */
  const distance = async (session: SessionPage) => {
    const [tip, box] = [
      await pin(session).boundingBox(),
      await order(session, 'Cortado').boundingBox(),
    ]
    if (!tip || !box) return null
    const [x, y] = [tip.x, tip.y + tip.height]
    const out = (at: number, from: number, to: number) => Math.max(from - at, at - to, 0)
    return Math.hypot(out(x, box.x, box.x + box.width), out(y, box.y, box.y + box.height))
  }

  await test.step('Ben sees it on the same button, and answers', async () => {
    await expect.poll(() => distance(ben)).toBeLessThan(2)
    await pin(ben).click()
    await thread(ben).getByRole('textbox', { name: 'Reply' }).fill('In coins, please.')
    await thread(ben).getByRole('button', { name: 'Reply' }).click()
    await expect(thread(ben).getByRole('listitem')).toHaveCount(2)
    await ben.page.keyboard.press('Escape')
  })

  await test.step('the layout changes, and it stays with its button', async () => {
    const before = await order(ada, 'Cortado').boundingBox()
    await ada.say('put a banner on top')
    await ada.settled(2)
    await expect(ada.app.getByText('Fresh beans today')).toBeVisible()
    const after = await order(ada, 'Cortado').boundingBox()
    expect(after?.y).not.toBe(before?.y)
    for (const session of [ada, ben]) await expect.poll(() => distance(session)).toBeLessThan(2)
  })

  await test.step('Ada sends it to the agent, who is told of which element it is about', async () => {
    await pin(ada).click()
    await expect(thread(ada).getByRole('listitem')).toHaveText([/Say what it costs/, /Ben.*coins/])
    await thread(ada).getByRole('button', { name: 'Send to the agent' }).click()
    await ada.settled(3)
    const message = ada.log.getByRole('article').filter({ hasText: 'Say what it costs.' })
    await expect(message.first()).toContainText('Button “Order”')
    await expect(message.first()).toContainText('src/App.tsx')
    await expect(order(ada, 'Cortado')).toHaveText('Order for three coins')
    await expect.poll(() => distance(ada)).toBeLessThan(2)
  })

  await test.step('where the element goes, it is listed as lost, with its last words', async () => {
    await ada.say('no more cortado')
    await ada.settled(4)
    await expect(pin(ada)).toBeHidden()
    await ada.page.getByRole('button', { name: 'Comments, 1 open' }).click()
    const list = ada.page.getByRole('region', { name: 'Comments' })
    await expect(list.getByRole('listitem')).toContainText('its element is gone')
    await list.getByRole('listitem').getByRole('button').click()
    await thread(ada).getByRole('button', { name: 'Resolve' }).click()
    await expect(list.getByRole('listitem')).toHaveCount(0)
    await list.getByText('Resolved', { exact: true }).click()
    await expect(list.getByRole('listitem')).toHaveCount(1)
  })

  await test.step('the session’s card shows what the preview looks like', async () => {
    const workspace = await ada.page.locator('a[href^="/w/"]').first().getAttribute('href')
    await ada.page.goto(new URL(workspace ?? '/', server.url).href)
    const picture = ada.page.locator('img[src^="/pictures/"]')
    await expect(picture).toBeVisible()
    const width = () => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)
    await expect.poll(width).toBe(640)
  })
})
