import { recipeSchema } from "@tilewright/contract/recipe";
import type pg from "pg";
import { resultHashOf } from "../coordinator/src/planning/stage-version-rules.ts";

export interface LargeProject {
	readonly projectId: number;
	readonly rootStageId: number;
	/** In the order of the chain. */
	readonly stageIds: readonly number[];
	readonly tiles: number;
	readonly planes: number;
}

/** Of every so many tasks of a stage one has failed; what comes after it in the chain waits. */
const failedOneIn = 500;

/**
 * Writes a project as it is in the middle of a long acquisition, by SQL alone: a cubic lattice of tiles, a chain of
 * stages, of each of which a part has succeeded (less the deeper), some have failed, and the rest waits or is ready.
 */
export async function seedLargeProject(
	database: pg.Pool,
	options: { readonly tiles: number; readonly stages: number; readonly tilesPerPlane?: number },
): Promise<LargeProject> {
	const perPlane = options.tilesPerPlane ?? 2_500;
	const columns = Math.ceil(Math.sqrt(perPlane));
	const { rows: projects } = await database.query(
		"insert into project (name, root_path, output_path, is_paused) values ('Large', '/bench/large', '/bench/large-results', true) returning id",
	);
	const projectId: number = projects[0].id;
	const { rows: sources } = await database.query(
		"insert into source (project_id, name, kind, root_path, input_state) values ($1, 'Acquisition', 'announced', '/bench/large', 'announced') returning id",
		[projectId],
	);
	await database.query(
		`insert into tile (project_id, source_id, relative_path, name, lattice_x, lattice_y, lattice_z, files, content_signature, verdict, completed_at)
		select $1, $2, format('%s/%s/%s', i / $3, i / 100, lpad(i::text, 6, '0')), lpad(i::text, 6, '0'),
			i % $3 % $4, i % $3 / $4, i / $3, '[{"path": "image.tif", "sizeBytes": 2000000}]', 'content', 'complete', now()
		from generate_series(0, $5::int - 1) as i`,
		[projectId, sources[0].id, perPlane, columns, options.tiles],
	);
	const rootStageId = await insertStage(database, projectId, "Acquisition", null);
	await database.query(
		`insert into task (project_id, stage_id, unit_key, tile_id, ordinal, state, output_signature)
		select $1, $2, id::text, id, id, 'succeeded', 'content' from tile where project_id = $1 order by tile.id`,
		[projectId, rootStageId],
	);
	const stageIds: number[] = [];
	const workerId = "00000000-0000-4000-8000-000000000001";
	await database.query(
		`insert into worker (id, name, host, platform, offered_local_work_units, offered_cluster_work_units)
		values ($1, 'bench', 'here', '{}', 8, 0) on conflict do nothing`,
		[workerId],
	);
	let parentId = rootStageId;
	for (let depth = 1; depth <= options.stages; depth += 1) {
		const stageId = await insertStage(database, projectId, `Stage ${depth}`, parentId);
		const share = 1 - depth / (options.stages + 2);
		await insertTasks(database, {
			projectId,
			stageId,
			parentId,
			workerId,
			succeeded: Math.floor(options.tiles * share),
		});
		stageIds.push(stageId);
		parentId = stageId;
	}
	await database.query("select setval('attempt_id', (select coalesce(max(id), 1) from attempt))");
	await database.query("vacuum (analyze)");
	return { projectId, rootStageId, stageIds, tiles: options.tiles, planes: Math.ceil(options.tiles / perPlane) };
}

async function insertStage(
	database: pg.Pool,
	projectId: number,
	name: string,
	parentId: number | null,
): Promise<number> {
	const kind = parentId === null ? "root" : "program";
	const { rows } = await database.query("insert into stage (project_id, name, kind) values ($1, $2, $3) returning id", [
		projectId,
		name,
		kind,
	]);
	const stageId: number = rows[0].id;
	if (parentId === null) return stageId;
	await database.query("insert into stage_parent (stage_id, parent_id, place) values ($1, $2, 0)", [stageId, parentId]);
	const recipe = {
		definitionId: 0,
		definitionVersion: 1,
		definition: {
			program: { kind: "none" },
			standardArguments: true,
			arguments: [],
			environment: {},
			expectedExitCode: 0,
			outputs: [],
			parameterSchema: null,
			logPrefix: "",
		},
		repositoryLocation: null,
		parameters: {},
		unitRule: { kind: "each" },
		parents: [parentId],
		outputPath: `/bench/large-results/${stageId}`,
	};
	const operations = {
		workUnits: 1,
		clusterWorkUnits: 1,
		timeLimitSeconds: null,
		memoryMb: null,
		retryRules: {},
		pauseAfterFailures: null,
		maximumLogBytes: 10_000_000,
		maximumOutputBytes: null,
	};
	await database.query(
		`with version as (
			insert into stage_version (stage_id, version, recipe, operations, result_hash, operations_hash)
			values ($1, 1, $2, $3, $4, 'hash') returning id
		)
		update stage set current_version_id = version.id from version where stage.id = $1`,
		[stageId, JSON.stringify(recipe), JSON.stringify(operations), resultHashOf(recipeSchema.parse(recipe))],
	);
	return stageId;
}

async function insertTasks(
	database: pg.Pool,
	stage: { projectId: number; stageId: number; parentId: number; workerId: string; succeeded: number },
): Promise<void> {
	// The planner takes the two lists of a hundred thousand for short ones otherwise, and compares each with each.
	await database.query("analyze task");
	await database.query(
		`with parent as (
			select id, unit_key, tile_id, ordinal, state, row_number() over (order by ordinal) as place from task where stage_id = $3
		), wanted as (
			select nextval('attempt_id') as attempt_id, parent.*,
				(case when state <> 'succeeded' then 'waiting' when (place + $2::int * 37) % $5 = 0 then 'failed'
					when place <= $4 then 'succeeded' else 'ready' end)::task_state as next
			from parent order by place
		), inserted as (
			insert into task (project_id, stage_id, unit_key, tile_id, ordinal, state, input_count, input_digest, unmet_inputs,
				attempt_id, attempt_count, result_attempt_id, result_hash, result_revision, output_signature)
			select $1, $2, unit_key, tile_id, ordinal, next, 1, input_hash(wanted.id), case when next = 'waiting' then 1 else 0 end,
				case when next in ('failed', 'succeeded') then attempt_id end,
				case when next in ('failed', 'succeeded') then 1 else 0 end,
				case when next = 'succeeded' then attempt_id end,
				(select v.result_hash from stage s join stage_version v on v.id = s.current_version_id where s.id = $2), 0, 'output'
			from wanted returning id, state, attempt_id, unit_key, input_digest
		), input as (
			insert into task_input (task_id, input_task_id)
			select t.id, wanted.id from inserted t join wanted on wanted.unit_key = t.unit_key
		)
		insert into attempt (id, task_id, project_id, stage_id, stage_version_id, number, worker_id, session_id,
			input_revision, input_count, input_digest, finished_at, outcome, exit_code, pending_ms, run_ms, log_tail, metrics, artifacts)
		select attempt_id, id, $1, $2, (select current_version_id from stage where id = $2), 1, $6, $6, 0, 1, input_digest, now(),
			(case state when 'succeeded' then 'succeeded' else 'failed' end)::attempt_outcome,
			case state when 'succeeded' then 0 else 1 end, 2, 40,
			case state when 'succeeded' then null else 'Traceback: the image is empty' end, '{"mean": 12.5}',
			'[{"path": "preview.png", "kind": "preview", "format": "png", "shape": [256, 256], "sizeBytes": 20000}]'
		from inserted where state in ('succeeded', 'failed')`,
		[stage.projectId, stage.stageId, stage.parentId, stage.succeeded, failedOneIn, stage.workerId],
	);
}
