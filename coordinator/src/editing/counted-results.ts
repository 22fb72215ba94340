import type { Queryable } from "../database/database.ts";
import { resultHashOf } from "../planning/stage-version-rules.ts";
import { conditionOf } from "../planning/task-selection.ts";
import type { CountedStage } from "./counted-stage.ts";
import type { GraphStage } from "./graph.ts";
import { rerunSelections } from "./graph-changer.ts";
import type { GraphDifference } from "./graph-difference.ts";
import type { EditPolicy } from "./graph-edit.ts";
import type { ImaginedTasks } from "./imagined-tasks.ts";

/** Results of tasks that stay, compared with what their stage's recipe would be. */
export class CountedResults {
	readonly #database: Queryable;
	readonly #projectId: number;
	readonly #difference: GraphDifference;
	readonly #policy: EditPolicy;
	readonly #tasks: ImaginedTasks;
	readonly #goingBack = new Map<number, number>();

	constructor(parts: {
		readonly database: Queryable;
		readonly projectId: number;
		readonly difference: GraphDifference;
		readonly policy: EditPolicy;
		readonly tasks: ImaginedTasks;
	}) {
		this.#database = parts.database;
		this.#projectId = parts.projectId;
		this.#difference = parts.difference;
		this.#policy = parts.policy;
		this.#tasks = parts.tasks;
	}

	/** Tasks of a stage that have succeeded and would run again. */
	goingBack(stageId: number): number {
		return this.#goingBack.get(stageId) ?? 0;
	}

	async count(
		stage: GraphStage,
		/** The tiles of the tasks that stay, where they are told by a condition. */
		tiles?: string,
	): Promise<Pick<CountedStage, "becomeStale" | "becomeCurrent" | "tasksToRerun">> {
		const hash = resultHashOf(stage.recipe);
		const before = this.#difference.changed.find(({ after }) => after.id === stage.id)?.before;
		const stay = this.#tasks.isImagined(stage.id)
			? "and t.id in (select id from imagined where stage_id = $1)"
			: tiles === undefined
				? ""
				: `and t.tile_id in (select t.id from tile t where t.project_id = ${this.#projectId} and ${tiles})`;
		const stays = `t.input_count > 0 ${stay}`;
		const [row] = await this.#database.query<{ becomeStale: number; becomeCurrent: number }>(
			`select (count(*) filter (where t.result_hash is distinct from $2 and t.result_hash = $3))::int as "becomeStale",
				(count(*) filter (where t.result_hash = $2 and t.result_hash is distinct from $3))::int as "becomeCurrent"
			from task t where t.stage_id = $1 and t.result_attempt_id is not null and ${stays}`,
			[stage.id, hash, before ? resultHashOf(before.recipe) : null],
		);
		const accepted = this.#policy.acceptAsIs;
		return {
			becomeStale: accepted ? 0 : (row?.becomeStale ?? 0),
			becomeCurrent: row?.becomeCurrent ?? 0,
			tasksToRerun: await this.#countReruns(stage, hash, stays),
		};
	}

	async #countReruns(stage: GraphStage, hash: string, stays: string): Promise<number> {
		let count = 0;
		for (const { isStale, ...selection } of rerunSelections(this.#projectId, this.#policy)) {
			if (isStale && this.#policy.acceptAsIs) continue;
			const condition = conditionOf(selection, [stage.id], 3);
			const [row] = await this.#database.query<{ count: number; succeeded: number }>(
				`select count(*)::int as count, (count(*) filter (where t.state = 'succeeded'))::int as succeeded from task t
				where ${condition.text} and ${stays} and t.stage_id = $1
					and ($2::text is null or (t.result_attempt_id is not null
						and (t.result_hash is distinct from $2 or t.result_revision is distinct from t.input_revision)))`,
				[stage.id, isStale ? hash : null, ...condition.parameters],
			);
			count += row?.count ?? 0;
			this.#goingBack.set(stage.id, this.goingBack(stage.id) + (row?.succeeded ?? 0));
		}
		return count;
	}
}
