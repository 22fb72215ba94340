import { lstat, rm } from "node:fs/promises";
import { describeError } from "@tilewright/contract/errors";
import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { Logger } from "pino";
import type { Queryable } from "../database/database.ts";
import type { RoundKeeper } from "./round-keeper.ts";

/** Deletes folders somebody asked to delete, one after the other and outside of rounds; goes on after a restart. */
const lookEveryMs = 10_000;

interface OpenDeletion {
	readonly id: number;
	readonly project_id: ProjectId;
	readonly stage_id: StageId;
	readonly path: string;
	readonly problem: string | null;
}

export class OutputRemover {
	readonly #rounds: RoundKeeper;
	readonly #database: Queryable;
	readonly #logger: Logger;
	#timer: NodeJS.Timeout | undefined;
	#current: Promise<void> | undefined;

	constructor(rounds: RoundKeeper, database: Queryable, logger: Logger) {
		this.#rounds = rounds;
		this.#database = database;
		this.#logger = logger;
	}

	start(): void {
		this.#timer = setInterval(() => {
			this.#current ??= this.look()
				.catch((error: unknown) => {
					if (!this.#rounds.isStopped)
						this.#logger.warn({ error: describeError(error) }, "results could not be deleted; it is tried again");
				})
				.finally(() => {
					this.#current = undefined;
				});
		}, lookEveryMs);
	}

	/** Does not wait for a folder that is being deleted: the next active coordinator goes on with it. */
	stop(): void {
		clearInterval(this.#timer);
	}

	async look(): Promise<void> {
		const open = await this.#database.query<OpenDeletion>(
			"select id, project_id, stage_id, path, problem from output_deletion where finished_at is null order by id",
		);
		for (const deletion of open) {
			if (this.#rounds.isStopped) return;
			const problem = await remove(deletion.path);
			if (problem !== null && problem === deletion.problem) continue;
			await this.#rounds.submit("note a deletion", async (transaction, effects) => {
				await transaction.query(
					"update output_deletion set finished_at = case when $2::text is null then now() end, problem = $2 where id = $1",
					[deletion.id, problem],
				);
				effects.events.push({
					projectId: deletion.project_id,
					stageId: deletion.stage_id,
					severity: problem === null ? "info" : "warning",
					kind: problem === null ? "outputsGone" : "outputsNotDeleted",
					message: problem ?? `The results in "${deletion.path}" are deleted.`,
				});
			});
		}
	}
}

/** Null when it is gone. */
async function remove(path: string): Promise<string | null> {
	try {
		await lstat(path);
	} catch (error) {
		return `The results in "${path}" cannot be deleted: the coordinator does not see them (${describeError(error)}). Delete them by hand where they are; it is looked again from time to time.`;
	}
	try {
		await rm(path, { recursive: true });
		return null;
	} catch (error) {
		return `The results in "${path}" could not all be deleted: ${describeError(error)}. It is tried again.`;
	}
}
