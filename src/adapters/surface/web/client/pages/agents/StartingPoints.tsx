/** What a new agent can begin as: empty, or as one that is there. */
import type { AgentLine } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { classes } from "../../ui/Classes.ts"

export interface StartingPointsProps {
  readonly agents: ReadonlyArray<AgentLine>
  readonly chosen: string | undefined
  readonly onChoose: (name: string | undefined) => void
}

const most = 8

const Point = (props: {
  readonly title: string
  readonly about: string
  readonly chosen: boolean
  readonly onChoose: () => void
}) => (
  <button
    type="button"
    aria-pressed={props.chosen}
    onClick={props.onChoose}
    className={classes(
      "flex min-w-0 flex-col rounded-md border px-3 py-2 text-left hover:bg-hover",
      props.chosen ? "border-accent bg-accent-soft" : "border-line"
    )}
  >
    <span className="font-medium text-sm">{props.title}</span>
    <span className="line-clamp-3 text-muted text-xs">{props.about}</span>
  </button>
)

/** The ready ones come first: they are meant to be begun with. */
export const StartingPoints = ({ agents, chosen, onChoose }: StartingPointsProps) => {
  const points = [...agents.filter(({ own }) => !own), ...agents.filter(({ own }) => own)]
    .filter(({ agent }) => agent.name !== "worker")
    .slice(0, most)
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium text-sm">begin with</legend>
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-2 lg:grid-cols-4">
        <Point
          title="nothing"
          about="an empty page"
          chosen={chosen === undefined}
          onChoose={() => onChoose(undefined)}
        />
        {points.map(({ agent }) => (
          <Point
            key={agent.name}
            title={agent.name}
            about={agent.description}
            chosen={chosen === agent.name}
            onChoose={() => onChoose(agent.name)}
          />
        ))}
      </div>
    </fieldset>
  )
}
