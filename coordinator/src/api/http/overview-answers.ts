import { asTileId, type ProjectId, type StageId, type TileId } from "@tilewright/contract/ids";
import { readPackedStates, readPackedTileIds, readPackedTiles } from "../../database/overview-reads.ts";
import { readTaskStates } from "../../database/task-state-reads.ts";
import type { ApiServices } from "../api-context.ts";
import { KeptAnswer, KeptAnswers } from "./kept-answers.ts";
import { appendTileIds, formatStates, formatTiles } from "./overview-format.ts";

const keptProjects = 8;
const headBytes = 16;
const octetStream = "application/octet-stream";

/** What the page reads of all tiles of a project, as it is sent; each read once for all who ask while nothing changes. */
export class OverviewAnswers {
	readonly #database: ApiServices["database"];
	readonly #changes: ApiServices["changes"];
	readonly #kept: KeptAnswers;
	/** Tiles are only ever added, behind those that are known: ids are read once, and then what came since. */
	readonly #tileIds = new Map<ProjectId, Float64Array>();

	constructor(services: Pick<ApiServices, "database" | "changes">) {
		this.#database = services.database;
		this.#changes = services.changes;
		this.#kept = new KeptAnswers(services);
	}

	/** All tiles in the order of arrival. */
	async tiles(projectId: ProjectId): Promise<KeptAnswer> {
		return this.#kept.get(projectId, null, "tiles", (sequence) => this.#readTiles(projectId, asTileId(0), sequence));
	}

	/** Only those behind one of them: a few, read each time. */
	async tilesAfter(projectId: ProjectId, after: TileId): Promise<KeptAnswer> {
		return this.#readTiles(projectId, after, this.#changes.sequenceOf(projectId));
	}

	/** The state of every tile in a stage; null when the project has no such stage. */
	async tileStates(projectId: ProjectId, stageId: StageId): Promise<KeptAnswer | null> {
		return this.#kept.get(projectId, stageId, "states", async (sequence) => {
			const tileIds = await this.#tileIdsOf(projectId);
			const states = await readPackedStates(this.#database, projectId, stageId);
			if (!states) return null;
			const octets = formatStates(states, tileIds, sequence);
			return new KeptAnswer(octets, octets.subarray(headBytes), octetStream);
		});
	}

	/** All tasks of a stage, or of one plane, as columns; null when the project has no such stage. */
	async taskStates(projectId: ProjectId, stageId: StageId, z: number | null): Promise<KeptAnswer | null> {
		return this.#kept.get(projectId, stageId, `tasks ${z}`, async (sequence) => {
			const states = await readTaskStates(this.#database, projectId, stageId, z);
			if (!states) return null;
			const names = Object.keys(states);
			const content = Object.entries(states)
				.map(([name, values]) => `"${name}":${values}`)
				.join();
			const text = `{"sequence":${sequence},"stageId":"${stageId}","columns":${JSON.stringify(names)},${content}}`;
			return new KeptAnswer(Buffer.from(text), content, "application/json; charset=utf-8");
		});
	}

	async #readTiles(projectId: ProjectId, after: TileId, sequence: number): Promise<KeptAnswer> {
		const octets = formatTiles(await readPackedTiles(this.#database, projectId, after), sequence);
		return new KeptAnswer(octets, octets.subarray(headBytes), octetStream);
	}

	async #tileIdsOf(projectId: ProjectId): Promise<Float64Array> {
		const known = this.#tileIds.get(projectId) ?? new Float64Array(0);
		const packed = await readPackedTileIds(this.#database, projectId, asTileId(known.at(-1) ?? 0));
		const ids = appendTileIds(known, packed);
		// Another reader may have been quicker; more is never wrong.
		if (ids.length >= (this.#tileIds.get(projectId)?.length ?? 0)) {
			this.#tileIds.delete(projectId);
			this.#tileIds.set(projectId, ids);
		}
		// A map remembers the order of insertion: what was asked for longest ago comes first.
		for (const oldest of this.#tileIds.keys()) {
			if (this.#tileIds.size <= keptProjects) break;
			this.#tileIds.delete(oldest);
		}
		return ids;
	}
}
