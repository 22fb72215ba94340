import type { ProjectId } from "@tilewright/contract/ids";
import type { z } from "zod";
import type { CommandKind } from "../commands/command.ts";
import type { ApiContext } from "./api-context.ts";

/** Hands what a mutation asks for to the active coordinator and waits for the answer. */
export function submitCommand<Schema extends z.ZodType, Result>(
	context: ApiContext,
	kind: CommandKind<Schema, Result>,
	input: z.input<Schema>,
	asked: { readonly message?: string | null | undefined; readonly projectId?: ProjectId | null },
): Promise<Result> {
	return context.commandGate.submit(kind, input, {
		actor: context.actor,
		message: asked.message ?? null,
		projectId: asked.projectId ?? null,
	});
}
