/** What is there by now of what the first steps need. */
import { answers } from "../../live/Answers.ts"

export const useFirstSteps = answers("first-steps", (service) => service.ReadFirstSteps())
