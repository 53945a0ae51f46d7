import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { drafts, sessions, users, versions, workspaces } from '../../drizzle/schema.ts'
import { forEachDatabase } from '../testing/database.ts'

forEachDatabase((name, open) => {
  it('says which it is, is ready, and closes twice without harm', async () => {
    await using database = await open()
    expect(database.kind).toBe(name)
    await database.ready()
    await database.close()
    await database.close()
    await expect(database.ready()).rejects.toThrow()
  })

  it('gives every column type back as it was given', async () => {
    await using database = await open()
    const { db } = database
    const now = new Date('2031-02-03T04:05:06.789Z')
    const [userId, workspaceId, sessionId] = [randomUUID(), randomUUID(), randomUUID()]
    await db.insert(users).values({ id: userId, name: 'Zoë \u{1F95A} \\ \' "', guest: true })
    await db.insert(workspaces).values({ id: workspaceId, slug: 'w', name: 'W', createdAt: now })
    await db.insert(sessions).values({
      id: sessionId,
      workspaceId,
      name: 'S',
      createdBy: userId,
      model: 'demo',
      previewId: 'p1',
      lastSeq: 2 ** 40,
    })
    const state = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    await db.insert(drafts).values({ sessionId, state })

    const [user] = await db.select().from(users).where(eq(users.id, userId))
    expect(user).toMatchObject({ name: 'Zoë \u{1F95A} \\ \' "', guest: true, email: null })
    expect(user?.createdAt).toBeInstanceOf(Date)
    const [workspace] = await db.select().from(workspaces)
    expect(workspace?.createdAt).toEqual(now)
    expect((await db.select().from(sessions))[0]?.lastSeq).toBe(2 ** 40)
    expect(new Uint8Array((await db.select().from(drafts))[0]?.state ?? [])).toEqual(state)
    expect(await db.select().from(versions)).toEqual([])
  })

  it('rolls a transaction back that throws, and goes on', async () => {
    await using database = await open()
    const { db } = database
    const failing = db.transaction(async (tx) => {
      await tx.insert(users).values({ id: randomUUID(), name: 'gone', guest: true })
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    const broken = db.transaction(async (tx) => {
      const id = randomUUID()
      await tx.insert(users).values({ id, name: 'twice', guest: true })
      await tx.insert(users).values({ id, name: 'twice', guest: true })
    })
    await expect(broken).rejects.toThrow()
    expect(await db.select().from(users)).toEqual([])
  })
})
