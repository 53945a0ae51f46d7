import { type BaseMessage, HumanMessage } from '@langchain/core/messages'

/**
 * True for what a person said while a run was working. The agent marks such a message by
 * `additional_kwargs.steer`; it belongs to the request before it.
 */
export const isSteer = (message: BaseMessage): boolean =>
  HumanMessage.isInstance(message) && message.additional_kwargs['steer'] === true
