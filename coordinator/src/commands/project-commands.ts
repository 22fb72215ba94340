import {
	asProjectId,
	asSourceId,
	asStageId,
	type ProjectId,
	type SourceId,
	type StageId,
} from "@tilewright/contract/ids";
import { sourceKinds } from "@tilewright/contract/source-settings";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import { beginRescoping } from "../planning/scope-keeper.ts";
import { latticeRegionSchema, skippedPlanesSchema } from "../planning/scope-rules.ts";
import { canonicalJson } from "../planning/stage-version-rules.ts";
import { auditOfChange } from "./audit-of-change.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { lockProject } from "./locked-rows.ts";
import { descriptionSchema, idSchema, nameSchema, nameTaken, parametersSchema, prioritySchema } from "./name-rules.ts";
import { insertSource } from "./new-source.ts";
import { normaliseRootPath } from "./path-rules.ts";
import { chooseOutputPath } from "./project-output-path.ts";

const rootStageName = "Acquisition";

export const createProject = defineCommand({
	name: "createProject",
	input: z.object({
		name: nameSchema,
		description: descriptionSchema.default(""),
		rootPath: z.string(),
		outputPath: z.string().nullish(),
		parameters: parametersSchema.default({}),
		priority: prioritySchema.default(0),
		isPaused: z.boolean().default(false),
		source: z
			.object({
				name: nameSchema.nullish(),
				kind: z.enum(sourceKinds),
				rootPath: z.string().nullish(),
				settings: z.unknown().optional(),
			})
			.nullish(),
	}),
	async carryOut({ transaction, effects }, input) {
		const { projectId, rootStageId, rootPath, outputPath } = await insertProject({ transaction, effects }, input);
		const sourceId = await insertSource(transaction, projectId, {
			name: input.source?.name ?? "Acquisition",
			kind: input.source?.kind ?? "list",
			rootPath: input.source?.rootPath ?? rootPath,
			settings: input.source?.settings ?? {},
		});
		effects.changedSources.add(sourceId);
		const audit = { summary: `created project "${input.name}" on ${rootPath}`, after: { rootPath, outputPath } };
		return { projectId, sourceId: asSourceId(sourceId), rootStageId, audit };
	},
});

export interface NewProject {
	readonly name: string;
	readonly description: string;
	readonly rootPath: string;
	/** Without one it is chosen. */
	readonly outputPath?: string | null | undefined;
	readonly parameters: Readonly<Record<string, unknown>>;
	readonly priority: number;
	readonly isPaused: boolean;
}

/** A project with its root stage, and no source yet. */
export async function insertProject(
	{ transaction, effects }: Pick<CommandContext, "transaction" | "effects">,
	input: NewProject,
): Promise<{
	readonly projectId: ProjectId;
	readonly rootStageId: StageId;
	readonly rootPath: string;
	readonly outputPath: string;
}> {
	const rootPath = normaliseRootPath(input.rootPath, "project's root path");
	const outputPath = await chooseOutputPath(transaction, rootPath, input.outputPath ?? null);
	await refuseTakenName(transaction, input.name, null);
	const [project] = await transaction.query<{ id: ProjectId }>(
		`insert into project (name, description, root_path, output_path, parameters, priority, is_paused)
		values ($1, $2, $3, $4, $5, $6, $7) returning id`,
		[
			input.name,
			input.description,
			rootPath,
			outputPath,
			JSON.stringify(input.parameters),
			input.priority,
			input.isPaused,
		],
	);
	const projectId = asProjectId(project?.id ?? 0);
	const [rootStage] = await transaction.query<{ id: StageId }>(
		"insert into stage (project_id, name, kind) values ($1, $2, 'root') returning id",
		[projectId, rootStageName],
	);
	effects.changedProjects.add(projectId);
	return { projectId, rootStageId: asStageId(rootStage?.id ?? 0), rootPath, outputPath };
}

export const updateProject = defineCommand({
	name: "updateProject",
	input: z.object({
		id: idSchema,
		name: nameSchema.nullish(),
		description: descriptionSchema.nullish(),
		/** For stages made from now on. */
		outputPath: z.string().nullish(),
		parameters: parametersSchema.nullish(),
		priority: prioritySchema.nullish(),
		/** Takes the place of the one before; `{}` is everything. */
		region: latticeRegionSchema.nullish(),
		/** Null goes back to the planes the input file marks; left out keeps what is set. */
		skippedPlanes: skippedPlanesSchema.nullable().optional(),
		backfillShare: z.number().positive().max(1).nullish(),
	}),
	async carryOut({ transaction, effects }, input) {
		const project = await lockProject(transaction, input.id);
		const before = await readSettings(transaction, project.id);
		if (input.name != null) await refuseTakenName(transaction, input.name, project.id);
		const outputPath =
			input.outputPath == null ? null : await chooseOutputPath(transaction, project.rootPath, input.outputPath);
		await transaction.query(
			`update project set name = coalesce($2, name), description = coalesce($3, description),
				output_path = coalesce($4, output_path), parameters = coalesce($5::jsonb, parameters), priority = coalesce($6, priority),
				region = coalesce($7::jsonb, region), skipped_planes = case when $8 then $9::jsonb else skipped_planes end,
				backfill_share = coalesce($10, backfill_share)
			where id = $1`,
			[
				project.id,
				input.name ?? null,
				input.description ?? null,
				outputPath,
				input.parameters == null ? null : JSON.stringify(input.parameters),
				input.priority ?? null,
				input.region == null ? null : JSON.stringify(input.region),
				input.skippedPlanes !== undefined,
				input.skippedPlanes == null ? null : JSON.stringify(input.skippedPlanes),
				input.backfillShare ?? null,
			],
		);
		effects.changedProjects.add(project.id);
		const after = await readSettings(transaction, project.id);
		const isRescoped =
			canonicalJson([after.region, after.skippedPlanes]) !== canonicalJson([before.region, before.skippedPlanes]);
		const tilesMoved = isRescoped
			? await beginRescoping(transaction, effects, project.id, skippedPlanesSchema.parse(before.skippedPlanes))
			: 0;
		return { projectId: project.id, tilesMoved, audit: auditOfChange(`project "${project.name}"`, before, after) };
	},
});

/** What of a project can be changed, by the names people see. */
type ProjectSettings = Readonly<Record<string, unknown>> & {
	readonly region: unknown;
	readonly skippedPlanes: unknown;
};

async function readSettings(transaction: Transaction, id: ProjectId): Promise<ProjectSettings> {
	const [row] = await transaction.query<ProjectSettings>(
		`select name, description, output_path as "outputPath", parameters, priority, region,
			coalesce(skipped_planes, plane_markers) as "skippedPlanes", backfill_share as "backfillShare"
		from project where id = $1`,
		[id],
	);
	return row ?? { region: {}, skippedPlanes: null };
}

export const archiveProject = defineCommand({
	name: "archiveProject",
	input: z.object({ id: idSchema }),
	async carryOut(context, { id }) {
		const project = await lockProject(context.transaction, id);
		await setArchived(context, project.id, context.now);
		return { projectId: project.id, audit: { summary: `archived project "${project.name}"` } };
	},
});

export const restoreProject = defineCommand({
	name: "restoreProject",
	input: z.object({ id: idSchema }),
	async carryOut(context, { id }) {
		const project = await lockProject(context.transaction, id);
		await refuseTakenName(context.transaction, project.name, project.id);
		await setArchived(context, project.id, null);
		return { projectId: project.id, audit: { summary: `restored project "${project.name}"` } };
	},
});

async function setArchived({ transaction, effects }: CommandContext, id: ProjectId, at: Date | null): Promise<void> {
	await transaction.query(
		"update project set archived_at = case when $2::timestamptz is null then null else coalesce(archived_at, $2) end where id = $1",
		[id, at],
	);
	const sources = await transaction.query<{ id: SourceId }>(
		"select id from source where project_id = $1 and archived_at is null",
		[id],
	);
	effects.changedProjects.add(id);
	for (const source of sources) effects.changedSources.add(source.id);
}

async function refuseTakenName(transaction: Transaction, name: string, exceptId: ProjectId | null): Promise<void> {
	const taken = await transaction.query(
		"select id from project where lower(name) = lower($1) and archived_at is null and id is distinct from $2",
		[name, exceptId],
	);
	if (taken.length > 0) throw nameTaken("Project", name, "here");
}
