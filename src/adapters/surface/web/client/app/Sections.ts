/** The parts of the dashboard as its navigation lists them, each with the key that leads there after `g`. */
import {
  Activity,
  Bot,
  CircleDollarSign,
  Hammer,
  HeartPulse,
  type LucideIcon,
  MessagesSquare,
  ScrollText,
  Users
} from "lucide-react"
import type { Route } from "./Route.ts"

export interface Section {
  readonly page: Extract<
    Route["page"],
    "now" | "sessions" | "agents" | "workers" | "cost" | "health" | "audit" | "people"
  >
  readonly key: string
  readonly icon: LucideIcon
  /** What the palette finds it by, beside its name. */
  readonly words: ReadonlyArray<string>
}

export const sections: ReadonlyArray<Section> = [
  { page: "now", key: "n", icon: Activity, words: ["asks", "running", "queue", "home"] },
  { page: "sessions", key: "s", icon: MessagesSquare, words: ["conversations", "chat", "transcripts"] },
  { page: "agents", key: "a", icon: Bot, words: ["personas"] },
  { page: "workers", key: "w", icon: Hammer, words: ["jobs", "chains", "tasks"] },
  { page: "cost", key: "c", icon: CircleDollarSign, words: ["money", "budget", "tokens", "usage"] },
  { page: "health", key: "h", icon: HeartPulse, words: ["doctor", "platforms", "backends", "checks"] },
  { page: "audit", key: "l", icon: ScrollText, words: ["log", "who did what"] },
  { page: "people", key: "p", icon: Users, words: ["users", "roles", "access", "tokens"] }
]

/** The part that a place belongs to. */
export const sectionOf = (route: Route | undefined): Section["page"] | undefined => {
  switch (route?.page) {
    case undefined:
    case "welcome":
      return undefined
    case "session":
      return "sessions"
    case "agent":
    case "new-agent":
      return "agents"
    case "job":
      return "workers"
    default:
      return route?.page
  }
}
