/**
 * The agents of this service, for every page that names one.
 */
import { answers } from "./Answers.ts"

export const useAgents = answers("agents", (service) => service.ListAgents())
