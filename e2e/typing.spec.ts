import type { CDPSession, Page } from '@playwright/test'
import { heldTest as test } from './stories/held-test.ts'
import { type SessionPage, startBuilding } from './stories/session-page.ts'
import { letIn, signUp, write } from './stories/team.ts'
import { expect } from './support/test.ts'

/** Enter as Safari reports it after a composition: not composing, but with the key code of an input method. */
async function pressComposingEnter(input: CDPSession): Promise<void> {
  const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 } as const
  await input.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
  await input.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
}

function compose(input: CDPSession, text: string): Promise<unknown> {
  const at = text.length
  return input.send('Input.imeSetComposition', { text, selectionStart: at, selectionEnd: at })
}

function toStart(page: Page): Promise<void> {
  return page.keyboard.press('ControlOrMeta+Home')
}

async function alike(texts: string, ...screens: SessionPage[]): Promise<void> {
  for (const screen of screens) await expect.poll(() => screen.written()).toBe(texts)
}

test('rules 30.9 and 30.10: an input method keeps its keys and its text, and undo ends with the sending', async ({
  page,
  newPerson,
  model,
  server,
}) => {
  await signUp(page, server.url, 'Ada')
  const keys = await page.context().newCDPSession(page)

  await test.step('Enter that ends a composition starts nothing on the landing page', async () => {
    await page.goto(server.url)
    const box = page.getByRole('textbox', { name: 'What do you want to build?' })
    await box.fill('a page')
    await pressComposingEnter(keys)
    await expect(box).toHaveValue('a page')
    expect(new URL(page.url()).pathname).toBe('/')
  })

  const ada = await startBuilding(page, 'begin with a page', server.url)
  const first = await model.next()
  first.say('Here it is.')
  first.end()
  await ada.settled(1)
  const ben = await letIn(page, await newPerson(), 'Ben', 'editor')

  await test.step('nor does it send in a session, or rename one', async () => {
    await write(ada, 'Make it blue')
    await pressComposingEnter(keys)
    await page.getByRole('button', { name: /, rename$/ }).click()
    const name = page.getByRole('textbox', { name: 'Session name' })
    await name.fill('Blue')
    await pressComposingEnter(keys)
    await expect(name).toHaveValue('Blue')
    await page.keyboard.press('Escape')
    await expect(ada.log.getByRole('article')).toHaveCount(2)
    await alike('Make it blue', ada, ben)
  })

  await test.step('what is composed arrives whole though another writes at exactly its place', async () => {
    await ada.composer.click()
    await toStart(page)
    await compose(keys, 'か')
    await expect.poll(() => ben.written()).toBe('かMake it blue')
    await ben.composer.click()
    await toStart(ben.page)
    await ben.page.keyboard.press('ArrowRight')
    await ben.page.keyboard.insertText('!')
    await toStart(ben.page)
    await ben.page.keyboard.insertText('?')
    await compose(keys, 'かな')
    await keys.send('Input.insertText', { text: '仮名' })
    await expect.poll(() => ada.written()).toContain('!')
    const both = await ada.written()
    expect([...both].toSorted().join('')).toBe([...'仮名?!Make it blue'].toSorted().join(''))
    expect(both).toContain('仮名')
    await alike(both, ada, ben)
  })

  const menu = (screen: SessionPage, inputType: string) =>
    screen.composer.evaluate((box, type) => {
      const init = { inputType: type, bubbles: true, cancelable: true }
      return box.dispatchEvent(new InputEvent('beforeinput', init))
    }, inputType)

  await test.step('the browser’s own Undo and Redo change what this tab wrote', async () => {
    await ada.composer.click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.press('Delete')
    await write(ada, 'Ada writes')
    await ben.page.reload()
    await alike('Ada writes', ada, ben)
    await write(ben, ' and Ben')
    await alike('Ada writes and Ben', ada, ben)
    expect(await menu(ben, 'historyUndo'), 'the browser does nothing besides').toBe(false)
    await alike('Ada writes', ada, ben)
    expect(await menu(ben, 'historyRedo')).toBe(false)
    await alike('Ada writes and Ben', ada, ben)
  })

  await test.step('after it was sent, by whomever, nothing of it comes back', async () => {
    await ada.send.click()
    const second = await model.next()
    second.say('Done.')
    second.end()
    await ada.settled(2)
    await alike('', ada, ben)
    for (const screen of [ada, ben])
      for (const undo of ['ControlOrMeta+z', 'ControlOrMeta+z', 'ControlOrMeta+Shift+z']) {
        await screen.composer.click()
        await screen.page.keyboard.press(undo)
      }
    for (const screen of [ada, ben]) await menu(screen, 'historyUndo')
    await write(ada, 'next')
    await alike('next', ada, ben)
  })
})

test('rules 30.11 and 30.12: offline is said, what could not be sent or shared stays, also over a reload', async ({
  page,
  model,
  server,
  consoleErrors,
}) => {
  consoleErrors.expect(/ERR_INTERNET_DISCONNECTED|WebSocket connection to/)
  await signUp(page, server.url, 'Ada')
  const ada = await startBuilding(page, 'begin with a page', server.url)
  const first = await model.next()
  first.say('Here it is.')
  first.end()
  await ada.settled(1)
  const connection = page.getByRole('status', { name: 'Connection' })

  await test.step('offline', async () => {
    await page.context().setOffline(true)
    await expect(connection).toContainText('You’re offline.')
    await write(ada, 'Make it blue')
    await ada.send.click()
    await expect(ada.chat.getByRole('alert')).toContainText('Not sent')
    await page.context().setOffline(false)
    await expect(connection).toBeEmpty({ timeout: 60_000 })
    await expect(ada.chat.getByRole('alert')).toBeHidden()
    await expect.poll(() => ada.written()).toBe('Make it blue')
  })

  await test.step('a draft that is too long', async () => {
    await write(ada, 'x'.repeat(32_000))
    await expect(ada.chat.getByRole('alert')).toContainText('to share and send it')
    await page.reload()
    await expect(ada.chat.getByRole('alert')).toContainText('32,012 of 32,000 characters')
    await expect(ada.composer).toContainText('xxx')
  })
})
