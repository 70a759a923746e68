/** What a service that has workers only says of its chain, a line each. */
export interface ChainLine {
  /** `review/0`: a worker stands so now. */
  readonly worker?: string
  readonly phase?: string
  readonly attempt?: number
  readonly task?: string
  /** Something that a worker has said so far. */
  readonly said?: string
  /** Of the chain itself, once it is over. */
  readonly text?: string
  readonly failed?: string
}
