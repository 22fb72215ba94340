import type { SourceId } from "@tilewright/contract/ids";
import { sourceKinds } from "@tilewright/contract/source-settings";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import { finishSource } from "../planning/tile-intake.ts";
import { auditOfChange } from "./audit-of-change.ts";
import { defineCommand } from "./command.ts";
import { lockProject, lockSource } from "./locked-rows.ts";
import { idSchema, nameSchema } from "./name-rules.ts";
import { checkSettings, insertSource, refuseTakenSourceName } from "./new-source.ts";
import { normaliseRootPath } from "./path-rules.ts";

export const createSource = defineCommand({
	name: "createSource",
	input: z.object({
		projectId: idSchema,
		name: nameSchema,
		kind: z.enum(sourceKinds),
		rootPath: z.string(),
		settings: z.unknown().optional(),
	}),
	async carryOut({ transaction, effects }, input) {
		const project = await lockProject(transaction, input.projectId);
		const sourceId = await insertSource(transaction, project.id, { ...input, settings: input.settings ?? {} });
		effects.changedSources.add(sourceId);
		effects.changedProjects.add(project.id);
		const audit = { summary: `added source "${input.name}" to project "${project.name}"` };
		return { projectId: project.id, sourceId, audit };
	},
});

export const updateSource = defineCommand({
	name: "updateSource",
	input: z.object({
		id: idSchema,
		name: nameSchema.nullish(),
		rootPath: z.string().nullish(),
		settings: z.unknown().optional(),
	}),
	async carryOut({ transaction, effects }, input) {
		const source = await lockSource(transaction, input.id);
		const before = await readSettings(transaction, source.id);
		if (input.name != null) await refuseTakenSourceName(transaction, source.projectId, input.name, source.id);
		const rootPath = input.rootPath == null ? null : normaliseRootPath(input.rootPath, "source's root path");
		const settings = input.settings == null ? null : JSON.stringify(checkSettings(source.kind, input.settings));
		await transaction.query(
			`update source set name = coalesce($2, name), root_path = coalesce($3, root_path), settings = coalesce($4::jsonb, settings)
			where id = $1`,
			[source.id, input.name ?? null, rootPath, settings],
		);
		effects.changedSources.add(source.id);
		effects.changedProjects.add(source.projectId);
		const after = await readSettings(transaction, source.id);
		const audit = auditOfChange(`source "${before.name}"`, before, after);
		return { projectId: source.projectId, sourceId: source.id, audit };
	},
});

interface SourceFacts extends Readonly<Record<string, unknown>> {
	readonly name: string;
}

async function readSettings(transaction: Transaction, id: SourceId): Promise<SourceFacts> {
	const [row] = await transaction.query<SourceFacts>(
		'select name, root_path as "rootPath", settings from source where id = $1',
		[id],
	);
	return row ?? { name: "" };
}

export const archiveSource = defineCommand({
	name: "archiveSource",
	input: z.object({ id: idSchema }),
	async carryOut({ transaction, effects, now }, { id }) {
		const source = await lockSource(transaction, id);
		await transaction.query("update source set archived_at = coalesce(archived_at, $2) where id = $1", [
			source.id,
			now,
		]);
		effects.changedSources.add(source.id);
		effects.changedProjects.add(source.projectId);
		const { name } = await readSettings(transaction, source.id);
		return { projectId: source.projectId, sourceId: source.id, audit: { summary: `archived source "${name}"` } };
	},
});

/** Nothing more will come: groups that wait for the end of the acquisition are closed. */
export const finishAcquisition = defineCommand({
	name: "finishAcquisition",
	input: z.object({ id: idSchema }),
	async carryOut({ transaction, effects }, { id }) {
		const source = await lockSource(transaction, id);
		await finishSource(transaction, effects, source.id);
		const { name } = await readSettings(transaction, source.id);
		const audit = { summary: `said that nothing more will come from source "${name}"` };
		return { projectId: source.projectId, sourceId: source.id, audit };
	},
});
