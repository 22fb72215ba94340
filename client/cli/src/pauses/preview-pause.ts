import { type Command, Option } from "commander";
import { PreviewPauseDocument, type PreviewPauseVariables } from "../api/generated/documents.ts";
import { messageOption } from "../command/argument-values.ts";
import type { Session } from "../command/session.ts";

/** What a pause of a project, a stage or a worker can be told. */
export interface PauseOptions {
	readonly reason?: string;
	readonly stopRunning?: boolean;
	readonly dryRun?: boolean;
	readonly message?: string;
}

export function addPauseOptions(command: Command): Command {
	return command
		.option("--reason <text>", "shown as long as it is paused")
		.option("--stop-running", "stops what runs as well; costs no retry")
		.addOption(new Option("--dry-run", "only tells what would happen"))
		.addOption(messageOption());
}

/** Tells what a pause would concern; `subject` as in `Stage "Quality"`. */
export async function tellOfPause(
	{ api, output }: Session,
	what: PreviewPauseVariables,
	subject: string,
	{ stopRunning = false }: PauseOptions,
): Promise<void> {
	const { previewPause } = await api.ask(PreviewPauseDocument, what);
	const { readyCount, runningCount } = previewPause;
	const starts = readyCount === null ? "is given nothing new" : `holds back ${readyCount} ready tasks`;
	const running = `${runningCount} that run ${stopRunning ? "are stopped, which costs no retry" : "finish"}`;
	output.one(previewPause, () => [`${subject} ${starts}; ${running}.`]);
}
