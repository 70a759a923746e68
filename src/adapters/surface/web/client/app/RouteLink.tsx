/** A link to a place in the dashboard. */
import type { ComponentProps } from "react"
import { Link } from "wouter"
import { pathOf, type Route } from "./Route.ts"

export interface RouteLinkProps extends Omit<ComponentProps<"a">, "href"> {
  readonly to: Route
}

export const RouteLink = ({ to, children, ...rest }: RouteLinkProps) => (
  <Link href={pathOf(to)} {...rest}>
    {children}
  </Link>
)
