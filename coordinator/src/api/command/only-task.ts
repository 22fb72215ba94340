import { z } from "zod";

const oneId = z.tuple([z.coerce.number().int().positive()]);
/** As commands about tasks keep what was asked for: ids by themselves, or in a selection. */
const named = z.union([
	z.object({ ids: oneId }).transform(({ ids: [id] }) => id),
	z.object({ selection: z.object({ ids: oneId }) }).transform(
		({
			selection: {
				ids: [id],
			},
		}) => id,
	),
]);

const ofTasks = new Set([
	"retryTasks",
	"cancelTasks",
	"changeTasks",
	"approveTasks",
	"rejectTasks",
	"holdTasks",
	"flagTasks",
	"unflagTasks",
]);

/** The id of the one task a command names; null where it names several, or is about something else. */
export function onlyTaskOf(command: { readonly kind: string; readonly input: unknown }): number | null {
	if (!ofTasks.has(command.kind)) return null;
	const read = named.safeParse(command.input);
	return read.success ? read.data : null;
}
