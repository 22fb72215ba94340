import { asProjectId, type SourceId } from "@tilewright/contract/ids";
import type { InputObservation } from "../acquisition/observed-tile.ts";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { readProjects } from "./project-graph.ts";
import { beginRescoping } from "./scope-keeper.ts";
import { skippedPlanesSchema } from "./scope-rules.ts";
import { canonicalJson } from "./stage-version-rules.ts";
import { finishSource } from "./tile-intake.ts";

/** Writes what a look at a source found besides tiles. */
export async function recordInput(
	transaction: Transaction,
	effects: RoundEffects,
	sourceId: SourceId,
	observation: InputObservation,
): Promise<void> {
	const [source] = await transaction.query<{ project_id: number; name: string; old_problem: string | null }>(
		`update source s set input_state = $2, problem_code = $3, problem = $4, last_checked_at = $5,
			last_seen_at = coalesce($6, s.last_seen_at), last_changed_at = coalesce($7, s.last_changed_at),
			pending_files = $8, expected_tiles = coalesce($9, s.expected_tiles)
		from source old where s.id = $1 and old.id = s.id
		returning s.project_id, s.name, old.problem as old_problem`,
		[
			sourceId,
			observation.inputState,
			observation.problem?.code ?? null,
			observation.problem?.message ?? null,
			observation.checkedAt,
			observation.seenAt,
			observation.changedAt,
			JSON.stringify(observation.pendingFiles),
			observation.expectedTiles,
		],
	);
	if (!source) return;
	const projectId = asProjectId(source.project_id);
	effects.changedSources.add(sourceId);
	effects.projectsWithNewTiles.add(projectId);
	const problem = observation.problem?.message ?? null;
	if (problem !== null && problem !== source.old_problem) {
		effects.events.push({
			projectId,
			stageId: null,
			severity: "warning",
			kind: "sourceProblem",
			message: `Source "${source.name}": ${problem}`,
			fields: { code: observation.problem?.code, sourceId },
		});
	}
	if (observation.project) await recordProjectFacts(transaction, effects, source.project_id, observation.project);
	if (observation.isFinished) await finishSource(transaction, effects, sourceId);
}

async function recordProjectFacts(
	transaction: Transaction,
	effects: RoundEffects,
	projectId: number,
	facts: NonNullable<InputObservation["project"]>,
): Promise<void> {
	const [before] = await transaction.query<{ skipped: unknown }>(
		"select coalesce(skipped_planes, plane_markers) as skipped from project where id = $1",
		[projectId],
	);
	const rows = await transaction.query(
		`update project set extents = coalesce($2::jsonb, extents), input_parameters = coalesce($3::jsonb, input_parameters),
			plane_markers = coalesce($4::jsonb, plane_markers)
		where id = $1 and (extents, input_parameters, plane_markers) is distinct from
			(coalesce($2::jsonb, extents), coalesce($3::jsonb, input_parameters), coalesce($4::jsonb, plane_markers))
		returning id`,
		[
			projectId,
			facts.extents === null ? null : JSON.stringify(facts.extents),
			facts.customParameters === null ? null : JSON.stringify(facts.customParameters),
			facts.planeMarkers === null ? null : JSON.stringify(facts.planeMarkers),
		],
	);
	if (rows.length === 0) return;
	effects.changedProjects.add(asProjectId(projectId));
	const [project] = await readProjects(transaction, [asProjectId(projectId)]);
	const skippedBefore = skippedPlanesSchema.parse(before?.skipped ?? {});
	if (!project || canonicalJson(project.skippedPlanes) === canonicalJson(skippedBefore)) return;
	await beginRescoping(transaction, effects, project.id, skippedBefore);
}
