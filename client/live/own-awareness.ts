import { Awareness } from 'y-protocols/awareness'

/** What an awareness update is about: Yjs client ids. */
type Changed = { added: number[]; updated: number[]; removed: number[] }

/**
 * Everybody's presence, of which this tab sends only its own. y-websocket answers each update that it hears by sending it on,
 * others' too: with n tabs each change would travel n² times, and a server that binds ids to sockets could take the echo for
 * a claim. It listens to `update`; who shows presence listens to `change`, which comes for everybody.
 */
export class OwnAwareness extends Awareness {
  override emit(name: string, args: [Changed, unknown]): void {
    const [changed] = args
    if (name === 'update' && !isAbout(changed, this.clientID)) return
    super.emit(name, args)
  }
}

function isAbout({ added, updated, removed }: Changed, id: number): boolean {
  return added.includes(id) || updated.includes(id) || removed.includes(id)
}
