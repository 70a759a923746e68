/** What an agent asks, in a line. */
import { tameText } from "../../../../../core/chat/HostileText.ts"
import type { Ask } from "../../../../../core/model/Ask.ts"
import { oneLine } from "../../../../../core/render/Inline.ts"
import * as Words from "../../../../../core/render/Words.ts"

const longestTitle = 300

export const askTitle = ({ subject }: Ask, agent: string): string => {
  switch (subject._tag) {
    case "Permission":
      return Words.mayI(agent, oneLine(tameText(subject.title || subject.tool), longestTitle))
    case "Questions":
      return Words.asksYou(agent)
    case "PlanReview":
      return Words.hasPlan(agent)
  }
}
