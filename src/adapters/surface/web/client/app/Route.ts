/** Every place in the dashboard, and how it is written in the address bar. Names may hold any character. */

export type Route =
  | { readonly page: "now" | "sessions" | "agents" | "workers" | "cost" | "health" | "audit" | "people" | "welcome" }
  | { readonly page: "session"; readonly id: string }
  | { readonly page: "new-agent" }
  | { readonly page: "agent"; readonly name: string }
  | { readonly page: "job"; readonly job: string }

const plain = ["sessions", "agents", "workers", "cost", "health", "audit", "people", "welcome"] as const

/** What an address cannot say, or says of something else, stands behind a tilde; so does what begins with one. */
const written = (name: string): string => {
  const apart = name === "." || name === ".." || name === "new" || name.startsWith("~")
  return `${apart ? "~" : ""}${encodeURIComponent(name.toWellFormed())}`
}

const read = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part.replace(/^~/, ""))
  } catch {
    return undefined
  }
}

export const pathOf = (route: Route): string => {
  switch (route.page) {
    case "now":
      return "/"
    case "session":
      return `/sessions/${written(route.id)}`
    case "new-agent":
      return "/agents/new"
    case "agent":
      return `/agents/${written(route.name)}`
    case "job":
      return `/workers/${written(route.job)}`
    default:
      return `/${route.page}`
  }
}

/** Takes the path as the browser has it, still encoded. Undefined when there is no such place. */
export const routeOf = (path: string): Route | undefined => {
  const [first = "", second, ...more] = path.replace(/^\//, "").replace(/\/$/, "").split("/")
  if (more.length > 0) return undefined
  if (second === undefined) {
    if (first === "") return { page: "now" }
    const page = plain.find((each) => each === first)
    return page === undefined ? undefined : { page }
  }
  if (first === "agents" && second === "new") return { page: "new-agent" }
  const name = read(second)
  if (name === undefined || name === "") return undefined
  if (first === "sessions") return { page: "session", id: name }
  if (first === "agents") return { page: "agent", name }
  return first === "workers" ? { page: "job", job: name } : undefined
}
