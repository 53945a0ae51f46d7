import { type BaseMessage, HumanMessage } from '@langchain/core/messages'

const mark = 'steer'

/** Marks what a person said while a run worked. Providers are not sent the mark: to them it is a message as any other. */
export function steerMessage(content: string): HumanMessage {
  return new HumanMessage({ content, additional_kwargs: { [mark]: true } })
}

/** Whether a message was said while the run worked: it does not begin a request of its own. */
export function isSteer(message: BaseMessage): boolean {
  return HumanMessage.isInstance(message) && message.additional_kwargs[mark] === true
}
