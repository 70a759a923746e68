/** What each adapter can do, side by side; at a phone's width one below the other, each opened by a press. */
import type { Ability } from "../../../../../../core/control/protocol/ReportRpcs.ts"
import { Card } from "../../ui/Card.tsx"
import { Collapsible } from "../../ui/Collapsible.tsx"
import { useNarrow } from "../../ui/Narrow.ts"
import { AbilityMark } from "./AbilityMark.tsx"
import { AdapterLine } from "./AdapterLine.tsx"

export interface AbilityTableProps {
  /** `platforms`, `backends`. */
  readonly title: string
  readonly adapters: ReadonlyArray<Ability>
}

/** Every ability that any of them knows, in the order in which they tell it. */
const abilityNames = (all: ReadonlyArray<Ability>): ReadonlyArray<string> => [
  ...new Set(all.flatMap(({ capabilities }) => Object.keys(capabilities)))
]

export const AbilityTable = ({ title, adapters }: AbilityTableProps) => {
  const narrow = useNarrow()
  const names = abilityNames(adapters)
  if (narrow) {
    return (
      <Card title={title} flush>
        <ul className="divide-y">
          {adapters.map((adapter) => (
            <li key={adapter.name} className="px-4 py-2">
              <Collapsible summary={<AdapterLine adapter={adapter} />}>
                {adapter.connection !== undefined && (
                  <p className="pb-2 text-sm text-muted">{adapter.connection.detail}</p>
                )}
                <dl className="text-sm">
                  {names.map((name) => (
                    <div key={name} className="flex justify-between gap-4 py-0.5">
                      <dt className="text-muted">{name}</dt>
                      <dd>
                        <AbilityMark value={adapter.capabilities[name]} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </Collapsible>
            </li>
          ))}
        </ul>
      </Card>
    )
  }
  return (
    <Card title={title} flush>
      <div className="overflow-x-auto">
        <table className="w-full border-collapse text-left text-sm">
          <caption className="sr-only">what {title} can do</caption>
          <thead>
            <tr className="border-b align-top">
              <th scope="col" className="px-4 py-2 font-normal text-muted text-xs">
                ability
              </th>
              {adapters.map((adapter) => (
                <th key={adapter.name} scope="col" className="px-4 py-2 font-normal">
                  <AdapterLine adapter={adapter} />
                  {adapter.connection !== undefined && (
                    <p className="mt-0.5 text-xs text-muted">{adapter.connection.detail}</p>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y">
            {names.map((name) => (
              <tr key={name} className="hover:bg-hover">
                <th scope="row" className="px-4 py-1.5 font-normal text-muted">
                  {name}
                </th>
                {adapters.map((adapter) => (
                  <td key={adapter.name} className="px-4 py-1.5">
                    <AbilityMark value={adapter.capabilities[name]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
