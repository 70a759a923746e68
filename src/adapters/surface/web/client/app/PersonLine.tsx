/** Who is signed in. Keeps its room until that is known. */
import { usePerson } from "./Person.ts"
import { RouteLink } from "./RouteLink.tsx"

export const PersonLine = () => {
  const person = usePerson((state) => state.person)
  return (
    <p className="flex h-5 min-w-0 items-baseline gap-1.5 text-sm">
      {person !== undefined && (
        <>
          <RouteLink to={{ page: "people" }} className="truncate hover:text-accent">
            {person.name}
          </RouteLink>
          <span className="shrink-0 text-faint text-xs">{person.role}</span>
        </>
      )}
    </p>
  )
}
