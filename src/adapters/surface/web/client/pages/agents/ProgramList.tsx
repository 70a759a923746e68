/** The MCP servers of an agent: programs and addresses that its file names. To be read; never what they are given. */
import type { Agent } from "../../../../../../core/model/Agent.ts"
import { Code } from "../../ui/Code.tsx"

export interface ProgramListProps {
  readonly mcp: Agent["mcp"]
}

const words = (value: unknown): ReadonlyArray<string> => (typeof value === "string" ? [value] : [])

/** The command or the address; arguments may hold keys. */
const startOf = (server: Agent["mcp"][string]): string => {
  if (typeof server !== "object" || server === null) return ""
  const known = new Map(Object.entries(server))
  return [
    ...words(known.get("command")),
    ...words(known.get("url")).map((url) => url.replace(/[?#].*$/, "").replace(/\/\/[^/]*@/, "//"))
  ].join(" ")
}

export const ProgramList = ({ mcp }: ProgramListProps) => (
  <ul className="flex flex-col gap-1 text-sm">
    {Object.entries(mcp).map(([name, server]) => (
      <li key={name} className="min-w-0 break-words">
        {name} <Code text={startOf(server)} />
      </li>
    ))}
  </ul>
)
