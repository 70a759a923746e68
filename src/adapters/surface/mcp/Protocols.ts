/**
 * The versions of the protocol that are spoken, newest first, as far back as programs of today go: each costs time at
 * every start. One table for every transport.
 */
import * as McpProtocol from "effect/ai/McpProtocol"

export const protocols = [McpProtocol.v2025_11_25, McpProtocol.v2025_06_18, McpProtocol.v2025_03_26] as const
