import { heldTest as test } from './stories/held-test.ts'
import { becomeGuest, copied, openNewSession } from './stories/people.ts'
import { runMs, SessionPage } from './stories/session-page.ts'
import { expect } from './support/test.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

/** No browser of this story can show a text with this sign. */
const broken = '☠'

test('rule 36.8: a part of the screen that throws takes down itself alone, can be reported, and comes back', async ({
  page,
  server,
  model,
  consoleErrors,
}) => {
  consoleErrors.expect(/cannot show/)
  await page.addInitScript((sign) => {
    const check = (text: unknown) => {
      if (String(text).includes(sign)) throw new TypeError(`cannot show "${String(text)}"`)
    }
    const create = Document.prototype.createTextNode
    Document.prototype.createTextNode = function (text) {
      check(text)
      return create.call(this, text)
    }
    for (const name of ['textContent', 'nodeValue']) {
      const whole = Object.getOwnPropertyDescriptor(Node.prototype, name)
      Object.defineProperty(Node.prototype, name, {
        ...whole,
        set(text) {
          check(text)
          whole?.set?.call(this, text)
        },
      })
    }
  }, broken)
  const post = async (path: string, data: object) => {
    const headers = { origin: server.url }
    const answer = await page.request.post(`${server.url}/trpc/${path}`, { data, headers })
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  }
  await becomeGuest(page, server.url)
  const { id, session } = await openNewSession(page, server.url, 'Coffee house')
  const say = (text: string) =>
    post('messages.send', { id: crypto.randomUUID(), sessionId: id, text, delivery: 'after' })
  const failed = (what: string) => page.getByRole('group', { name: `Couldn’t show ${what}.` })

  await say(`secret plan ${broken}`)
  const turn = await model.next()

  await test.step('messages, waiting ones, answers and the name fail by themselves', async () => {
    await say(`waiting plan ${broken}`)
    await say('a message that can be shown')
    turn.say(`an answer ${broken}`)
    await post('sessions.rename', { id, name: `Tea house ${broken}` })
    await expect(failed('this message')).toHaveCount(2)
    await expect(failed('this waiting message')).toHaveCount(1)
    await expect(failed('this part of the answer')).toHaveCount(1)
    await expect(
      page.getByRole('button', { name: 'Couldn’t show the session’s name.' }),
    ).toBeVisible()
    await expect(session.queue.getByText('a message that can be shown')).toBeVisible()
    await expect(session.runState).toContainText('Running')
    turn.end()
    for (const text of ['>'.repeat(2_000), `${'1. '.repeat(2_000)}a`]) {
      const next = await model.next()
      next.say(text)
      next.end()
    }
  })

  await test.step('an entry of the activity fails alone', async () => {
    await page.getByRole('tab', { name: 'Activity' }).click()
    await expect(failed('this entry').first()).toBeVisible()
    const pane = page.getByRole('region', { name: 'Activity' })
    await expect(pane.getByRole('button', { name: /a message that can be shown/ })).toBeVisible()
  })

  await test.step('the details say what failed, and nothing that people wrote', async () => {
    await failed('this message').first().getByRole('button', { name: 'Copy details' }).click()
    await expect.poll(() => copied(page)).toContain('FeGG couldn')
    const details = await copied(page)
    expect(details).toMatch(/message\nProtocol \d+\nTypeError: cannot show …\nat /)
    expect(details).not.toContain('plan')
    expect(details).not.toContain(server.url)
  })

  await test.step('what changes is shown again; the rest has worked all the time', async () => {
    await post('sessions.rename', { id, name: 'Bread house' })
    await expect(page.getByRole('heading', { name: 'Bread house' })).toBeVisible()
    await session.composer.click()
    await page.keyboard.insertText('half a thought')
    await expect(session.composer).toContainText('half a thought')
  })

  await test.step('an answer of thousands of quotes is shown, also after a reload', async () => {
    await session.settled(3)
    await page.reload()
    const after = new SessionPage(page)
    await expect(after.answers).toHaveCount(3)
    await expect(after.answers.nth(1).getByRole('blockquote').first()).toBeVisible()
  })
})

test('rule 36.9: a preview page that floods the app with messages is stopped, and the app works on', async ({
  page,
  server,
}) => {
  await becomeGuest(page, server.url)
  const { session } = await openNewSession(page, server.url, 'Flood')
  await expect(session.sandboxState).toHaveText('Ready', { timeout: runMs })
  const flood = () =>
    session.app.locator('html').evaluate(() => {
      const top = window.top
      setInterval(() => {
        for (let at = 0; at < 2_000; at++) top?.postMessage({ at, list: [{}] }, '*')
      })
    })
  await flood()
  const notice = page.getByRole('alert').filter({ hasText: 'sent too many messages' })
  await expect(notice).toBeVisible()
  await expect(session.frame).toHaveCount(0)
  await session.composer.click()
  await page.keyboard.insertText('still here')
  await expect(session.composer).toContainText('still here')
  await notice.getByRole('button', { name: 'Load it again' }).click()
  await expect(notice).toBeHidden()
  await expect(session.app.locator('body')).toBeVisible()
})
