/** Where the browser is, as a place of the dashboard, and the way to another. */
import { useMemo } from "react"
import { navigate, usePathname } from "wouter/use-browser-location"
import { pathOf, type Route, routeOf } from "./Route.ts"

/** Undefined where there is nothing. */
export const useRoute = (): Route | undefined => {
  const path = usePathname()
  return useMemo(() => routeOf(path), [path])
}

/** With `replace` the way back leads to where one was before. */
export const goTo = (route: Route, { replace = false }: { readonly replace?: boolean } = {}): void =>
  navigate(pathOf(route), { replace })
