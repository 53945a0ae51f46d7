/** The page doesn't do what an action wants. The message is a sentence for a model. */
export class ActionFailed extends Error {
  override name = 'ActionFailed'
}
