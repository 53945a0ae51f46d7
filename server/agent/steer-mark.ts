import { type BaseMessage, HumanMessage } from '@langchain/core/messages'

const mark = 'steer'

/** Marks what a person said while a run worked. Providers are not sent the mark: to them it is a message as any other. */
export const steerMessage = (content: string): HumanMessage =>
  new HumanMessage({ content, additional_kwargs: { [mark]: true } })

/** Whether a message was said while the run worked: it does not begin a request of its own. */
export const isSteer = (message: BaseMessage): boolean =>
  HumanMessage.isInstance(message) && message.additional_kwargs[mark] === true
