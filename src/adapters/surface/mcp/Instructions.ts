/**
 * What a model is told about these tools when it meets them. Owns the words.
 */
export const serverName = "orchestrator"

export const instructions = [
  "Tools of the Orchestrator, which runs named coding agents and workers: spawn workers, run chains of them, ask other agents, ask the person, send them files.",
  "spawn_worker and spawn_workers start coding CLIs of their own, each with a budget of its own, for work that can go on beside yours; worker_result waits for them. run_chain is for steps that need what another step made.",
  "list_agents says who there is, ask_agent asks one of them, ask_human asks the person, send_file sends them a file.",
  "Every call spends the budget of whoever asked, and cost_report says how much. A refusal says why: do not repeat a refused call unchanged."
].join("\n")
