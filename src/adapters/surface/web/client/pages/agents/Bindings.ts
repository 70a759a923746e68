/** Where agents are bound, and the places there are. */
import { answers } from "../../live/Answers.ts"

export const useBindings = answers("bindings", (service) => service.ListBindings())
