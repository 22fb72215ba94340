import {
	asTaskDefinitionId,
	asTaskRepositoryId,
	type TaskDefinitionId,
	type TaskRepositoryId,
} from "@tilewright/contract/ids";
import { operationsSchema, taskDefinitionContentSchema } from "@tilewright/contract/recipe";
import { type FileDefinition, type FileRepository, type FileStage, isSameName } from "../editing/project-file.ts";
import type { FileDifference } from "../editing/project-file-difference.ts";
import { canonicalJson } from "../planning/stage-version-rules.ts";
import type { CommandContext } from "./command.ts";
import { invalid } from "./name-rules.ts";
import {
	createTaskDefinition,
	type LockedDefinition,
	lockDefinition,
	updateTaskDefinition,
} from "./task-definition-commands.ts";
import { createTaskRepository } from "./task-repository-commands.ts";

/** A definition of a file as this installation has it. */
interface KnownDefinition {
	readonly name: string;
	readonly edition: number;
	readonly id: TaskDefinitionId;
	readonly version: number;
}

export interface FileDefinitions {
	/** What was made or changed, one sentence for each. */
	readonly sentences: readonly string[];
	/** Version null is the newest. Throws ARGUMENT_INVALID for one that neither the file nor the installation has. */
	find(reference: FileStage["definition"]): Promise<{ readonly id: number; readonly version: number | null }>;
}

/** Sees to it that this installation has what a file needs; what differs from what there is becomes a new version of it. */
export async function bringDefinitions(
	context: CommandContext,
	{ definitions, repositories }: Pick<FileDifference, "definitions" | "repositories">,
): Promise<FileDefinitions> {
	const sentences: string[] = [];
	const repositoryIds = new Map<string, TaskRepositoryId>();
	for (const repository of repositories) {
		const { id, isNew } = await bringRepository(context, repository);
		repositoryIds.set(repository.name.toLowerCase(), id);
		if (isNew) sentences.push(`adds task repository "${repository.name}" in ${repository.location}`);
	}
	const known: KnownDefinition[] = [];
	for (const definition of definitions) {
		const repositoryId = definition.repository === null ? null : repositoryIds.get(definition.repository.toLowerCase());
		const { id, version, sentence } = await bringDefinition(context, definition, repositoryId ?? null);
		known.push({ name: definition.name, edition: definition.edition, id, version });
		if (sentence !== null) sentences.push(sentence);
	}
	return {
		sentences,
		async find(reference) {
			const ours = known.find(({ name, edition }) => isSameName(name, reference.name) && edition === reference.edition);
			if (ours) return ours;
			const id = await findDefinition(context, reference.name);
			if (id !== null) return { id, version: null };
			throw invalid(
				`There is no task definition "${reference.name}", neither in the project file nor here: describe it under "definitions".`,
				{ name: reference.name },
			);
		},
	};
}

async function bringRepository(
	context: CommandContext,
	{ name, description, location }: FileRepository,
): Promise<{ readonly id: TaskRepositoryId; readonly isNew: boolean }> {
	const [known] = await context.transaction.query<{ id: number }>(
		"select id from task_repository where lower(name) = lower($1) and archived_at is null",
		[name],
	);
	if (known) return { id: asTaskRepositoryId(known.id), isNew: false };
	const { taskRepositoryId } = await createTaskRepository.carryOut(context, { name, description, location });
	return { id: taskRepositoryId, isNew: true };
}

async function findDefinition({ transaction }: CommandContext, name: string): Promise<TaskDefinitionId | null> {
	const [row] = await transaction.query<{ id: number }>(
		"select id from task_definition where lower(name) = lower($1) and archived_at is null",
		[name],
	);
	return row ? asTaskDefinitionId(row.id) : null;
}

async function bringDefinition(
	context: CommandContext,
	definition: FileDefinition,
	repositoryId: TaskRepositoryId | null,
): Promise<{ readonly id: TaskDefinitionId; readonly version: number; readonly sentence: string | null }> {
	const { name, description, content, defaultOperations } = definition;
	const knownId = await findDefinition(context, name);
	if (knownId === null) {
		const { taskDefinitionId: id } = await createTaskDefinition.carryOut(context, {
			name,
			description,
			repositoryId,
			content,
			defaultOperations,
		});
		return { id, version: 1, sentence: `adds task definition "${name}"` };
	}
	const before = await lockDefinition(context.transaction, knownId);
	const version = await versionWith(context, before, content);
	const isNewContent = version === null || (before.repositoryId !== repositoryId && content.program.kind === "script");
	const hasOtherDefaults = before.description !== description || !hasSameDefaults(before, defaultOperations);
	if (!isNewContent && !hasOtherDefaults) return { id: knownId, version, sentence: null };
	await updateTaskDefinition.carryOut(context, {
		id: knownId,
		description,
		repositoryId,
		defaultOperations,
		...(isNewContent ? { content } : {}),
	});
	const after = await lockDefinition(context.transaction, knownId);
	return {
		id: knownId,
		version: isNewContent ? after.version : version,
		sentence: isNewContent
			? `makes version ${after.version} of task definition "${name}"`
			: `changes what new stages of task definition "${name}" start from`,
	};
}

/** The newest version of the definition with this content; null when none has it. */
async function versionWith(
	{ transaction }: CommandContext,
	{ id }: LockedDefinition,
	content: FileDefinition["content"],
): Promise<number | null> {
	const rows = await transaction.query<{ version: number; content: unknown }>(
		"select version, content from task_definition_version where definition_id = $1 order by version desc",
		[id],
	);
	const wanted = canonicalJson(content);
	const found = rows.find((row) => canonicalJson(taskDefinitionContentSchema.parse(row.content)) === wanted);
	return found?.version ?? null;
}

function hasSameDefaults({ defaultOperations }: LockedDefinition, wanted: Readonly<Record<string, unknown>>): boolean {
	return canonicalJson(operationsSchema.parse(defaultOperations)) === canonicalJson(operationsSchema.parse(wanted));
}
