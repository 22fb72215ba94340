import type { Queryable } from "../database/database.ts";
import type { Graph, GraphStage } from "./graph.ts";
import type { ImaginedTiles } from "./imagined-tiles.ts";
import { toldTasks } from "./told-units.ts";
import type { UnitSet } from "./unit-sets.ts";

export const imaginedColumns = "id, stage_id, unit_key, tile_id, unit, ordinal, state, input_count, input_digest";

/** Where imagined tasks are kept, as long as the transaction lives. */
export const imaginedTable = `create temporary table imagined (
	id bigint not null, stage_id integer not null, unit_key text not null, tile_id bigint, unit jsonb,
	ordinal bigint not null, state task_state not null, input_count integer not null,
	input_digest bigint not null
) on commit drop`;

/**
 * The tasks there would be: of most stages those there are; of some they are told from the tiles, and only looked up where
 * something below needs them; of the others they are imagined one by one.
 */
export class ImaginedTasks {
	readonly #database: Queryable;
	readonly #graph: Graph;
	readonly #tiles: ImaginedTiles;
	/** Stages whose tasks are in the table `imagined`, and not in `task`. */
	readonly #imagined = new Set<number>();
	/** Stages whose tasks would be others than those in `task`. */
	readonly #told = new Map<number, UnitSet>();

	/** `graph` as it would be. */
	constructor(database: Queryable, graph: Graph, tiles: ImaginedTiles) {
		this.#database = database;
		this.#graph = graph;
		this.#tiles = tiles;
	}

	tell(stageId: number, units: UnitSet): void {
		this.#told.set(stageId, units);
	}

	/** `rows` is a query of `imaginedColumns`. */
	async imagine(stage: GraphStage, rows: string, parameters: readonly unknown[]): Promise<void> {
		await this.#database.query(`insert into imagined (${imaginedColumns}) ${rows}`, parameters);
		await this.noteImagined(stage);
	}

	/** After a statement has imagined the tasks of a stage by the way. */
	async noteImagined(stage: GraphStage): Promise<void> {
		await this.#database.query("analyze imagined");
		this.#imagined.add(stage.id);
	}

	/** The tasks turn out to be those there are. */
	forget(stage: GraphStage): void {
		this.#imagined.delete(stage.id);
	}

	isImagined(stageId: number): boolean {
		return this.#imagined.has(stageId);
	}

	isTold(stageId: number): boolean {
		return this.#told.has(stageId);
	}

	/** Whether another stage has tasks below this one's. */
	isParent(stage: GraphStage): boolean {
		return this.#graph.stages.some((other) => other.recipe.parents.includes(stage.id));
	}

	/** An expression for the id of a task that is not there yet. */
	newId(): string {
		return `-(${this.#imagined.size + 1}::bigint * 1000000000 + row_number() over ())`;
	}

	/** What holds the tasks of the stage's parents. */
	ofParents({ recipe: { parents } }: GraphStage): string {
		const imagined = parents.filter((parent) => this.#imagined.has(parent));
		const told = parents.filter((parent) => this.#told.has(parent) && !this.#imagined.has(parent));
		if (told.length === 0 && imagined.length === 0) return "task";
		const others = parents.filter((parent) => !this.#told.has(parent) && !this.#imagined.has(parent));
		const from = (table: string, stages: readonly number[]) =>
			stages.length === 0 ? [] : [`select ${imaginedColumns} from ${table} where stage_id in (${stages.join(",")})`];
		const parts = [
			...from("task", others),
			...from("imagined", imagined),
			...told.map((parent) => `select ${imaginedColumns} from (${this.#toldTasks(parent)}) as told`),
		];
		return `(${parts.join(" union all ")})`;
	}

	#toldTasks(id: number): string {
		const units = this.#told.get(id);
		if (!units) throw new Error(`the tasks of stage ${id} are not told from the tiles`);
		const place = this.#graph.stages.findIndex((stage) => stage.id === id) + 1;
		return toldTasks({ id, isRoot: id === this.#graph.rootStageId, place }, units, this.#tiles);
	}
}
