/**
 * Everything that scripts can ask for over HTTP. Pure: the document about it is made of this alone.
 */
import * as HttpApi from "effect/http-api/HttpApi"
import * as OpenApi from "effect/http-api/OpenApi"
import { AgentEndpoints } from "./AgentEndpoints.ts"
import { FileEndpoints } from "./FileEndpoints.ts"
import { JobEndpoints } from "./JobEndpoints.ts"
import { ReportEndpoints } from "./ReportEndpoints.ts"
import { SessionEndpoints } from "./SessionEndpoints.ts"

export class Api extends HttpApi.make("orchestrator")
  .add(AgentEndpoints, SessionEndpoints, FileEndpoints, JobEndpoints, ReportEndpoints)
  .annotate(OpenApi.Title, "the orchestrator")
  .annotate(OpenApi.Version, "1")
  .annotate(
    OpenApi.Description,
    "Named coding agents where your team already talks, for scripts. Send a token that was made in the dashboard, under people: Authorization: Bearer orc_..."
  ) {}
