import { Awareness } from 'y-protocols/awareness'

type Changed = { added: number[]; updated: number[]; removed: number[] }

/**
 * Sends only this tab's own presence. y-websocket sends every `update` event to the server: with n tabs each change would
 * travel n² times, and the server could take the echo for a claim of another's client id. `change` is still emitted for
 * everybody.
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
