/**
 * Everything that a dashboard may ask of the service, as one group. Light: it runs in browsers.
 */
import { AgentRpcs } from "./AgentRpcs.ts"
import { BoardRpcs } from "./BoardRpcs.ts"
import { PeopleRpcs } from "./PeopleRpcs.ts"
import { ReportRpcs } from "./ReportRpcs.ts"
import { SessionRpcs } from "./SessionRpcs.ts"
import { SetupRpcs } from "./SetupRpcs.ts"
import { WorkerRpcs } from "./WorkerRpcs.ts"

export const DashboardRpcs = BoardRpcs.merge(SessionRpcs, AgentRpcs, WorkerRpcs, ReportRpcs, PeopleRpcs, SetupRpcs)
