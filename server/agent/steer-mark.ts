import { type BaseMessage, HumanMessage, type MessageContent } from '@langchain/core/messages'

const mark = 'steer'

/** Marks a message that comes while a run works. Providers don't get the mark. */
export function steerMessage(content: MessageContent): HumanMessage {
  return new HumanMessage({ content, additional_kwargs: { [mark]: true } })
}

export function isSteer(message: BaseMessage): boolean {
  return HumanMessage.isInstance(message) && message.additional_kwargs[mark] === true
}
