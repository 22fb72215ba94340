import { type Operations, operationsSchema, recipeSchema } from "@tilewright/contract/recipe";
import { canonicalJson } from "../planning/stage-version-rules.ts";
import {
	definitionOf,
	type FileDefinition,
	type FileRepository,
	type FileSource,
	type FileStage,
	isRootStageName,
	isSameName,
	type ProjectFile,
} from "./project-file.ts";
import { resolveAt } from "./project-file-paths.ts";

/** What would have to be done to a project for it to equal a file. Both are given as files; nothing is read or written. */

/** Whose value another one takes the place of, by the words of `updateProject`. */
export interface SettingsChange {
	readonly name?: string;
	readonly description?: string;
	readonly outputPath?: string;
	readonly parameters?: Readonly<Record<string, unknown>>;
	readonly priority?: number;
	readonly region?: ProjectFile["project"]["region"];
	readonly skippedPlanes?: ProjectFile["project"]["skippedPlanes"];
	readonly backfillShare?: number;
}

/** Edits of a graph that speak of definitions by name: which ids they have is known when they are carried out. */
export type FileEdit =
	| { readonly kind: "add"; readonly stage: FileStage; readonly outputPath: string | null }
	/** Adds a stage that tries out another one's next version. */
	| { readonly kind: "tryOut"; readonly stage: FileStage; readonly of: string; readonly outputPath: string | null }
	| {
			readonly kind: "change";
			readonly stage: string;
			readonly after: FileStage;
			/** Which parts of the stage are other ones; the words are those of the file. */
			readonly parts: readonly StagePart[];
			readonly outputPath: string | null;
	  }
	| { readonly kind: "promote"; readonly stage: string }
	| { readonly kind: "remove"; readonly stage: string };

export type StagePart =
	| "name"
	| "description"
	| "definition"
	| "parents"
	| "unitRule"
	| "parameters"
	| "operations"
	| "outputPath"
	| "priority"
	| "region";

export interface FileDifference {
	readonly settings: SettingsChange;
	readonly sources: {
		readonly added: readonly FileSource[];
		readonly changed: readonly FileSource[];
		readonly removed: readonly FileSource[];
	};
	/** Those that stages which are added or changed need; whether they are there already is another question. */
	readonly definitions: readonly FileDefinition[];
	readonly repositories: readonly FileRepository[];
	readonly edits: readonly FileEdit[];
	/** What was found in the file and cannot be done. */
	readonly refused: readonly string[];
	/** What differs and stays as it is. */
	readonly notes: readonly string[];
}

export function differenceOfFiles(current: ProjectFile, file: ProjectFile): FileDifference {
	const outputPath =
		file.project.outputPath === null
			? (current.project.outputPath ?? "")
			: resolveAt(current.project.rootPath, file.project.outputPath);
	const graph = graphDifference(current, file, outputPath);
	const needed = graph.edits.flatMap((edit) => {
		if (edit.kind === "add" || edit.kind === "tryOut") return [edit.stage];
		return edit.kind === "change" && edit.parts.includes("definition") ? [edit.after] : [];
	});
	const definitions = file.definitions.filter(
		(definition) =>
			needed.some((stage) => definitionOf(file, stage.definition) === definition) ||
			hasOtherDefaults(current, definition),
	);
	return {
		settings: settingsDifference(current, file, outputPath),
		sources: sourcesDifference(current, file),
		definitions: withElders(file, definitions),
		repositories: file.repositories.filter(({ name }) =>
			definitions.some(({ repository }) => repository !== null && isSameName(repository, name)),
		),
		...graph,
		notes: [
			...(current.project.rootPath === file.project.rootPath
				? []
				: [`the root path stays "${current.project.rootPath}" (the file has "${file.project.rootPath}")`]),
			...file.repositories.flatMap(({ name, location }) => {
				const known = current.repositories.find((other) => isSameName(other.name, name));
				return known && known.location !== location
					? [`task repository "${name}" stays in "${known.location}" (the file has "${location}")`]
					: [];
			}),
		],
	};
}

export function isEmptyDifference({ settings, sources, definitions, edits }: FileDifference): boolean {
	const { added, changed, removed } = sources;
	return (
		Object.keys(settings).length +
			added.length +
			changed.length +
			removed.length +
			definitions.length +
			edits.length ===
		0
	);
}

function isEqual(one: unknown, other: unknown): boolean {
	return canonicalJson(one) === canonicalJson(other);
}

function settingsDifference(current: ProjectFile, file: ProjectFile, outputPath: string): SettingsChange {
	const wanted = { ...file.project, outputPath };
	const names = [
		"name",
		"description",
		"outputPath",
		"parameters",
		"priority",
		"region",
		"skippedPlanes",
		"backfillShare",
	] as const;
	return Object.fromEntries(
		names.flatMap((name) => (isEqual(current.project[name], wanted[name]) ? [] : [[name, wanted[name]]])),
	);
}

function sourcesDifference(current: ProjectFile, file: ProjectFile): FileDifference["sources"] {
	const { rootPath } = current.project;
	const known = (source: FileSource, among: readonly FileSource[]) =>
		among.find((other) => isSameName(other.name, source.name) && other.kind === source.kind);
	const placed = (source: FileSource) => ({ ...source, rootPath: resolveAt(rootPath, source.rootPath) });
	return {
		added: file.sources.filter((source) => !known(source, current.sources)).map(placed),
		changed: file.sources.map(placed).filter((source) => {
			const before = known(source, current.sources);
			return before !== undefined && !isEqual(placed(before), source);
		}),
		removed: current.sources.filter((source) => !known(source, file.sources)),
	};
}

function hasOtherDefaults(current: ProjectFile, definition: FileDefinition): boolean {
	const known = current.definitions.find(
		(other) => isSameName(other.name, definition.name) && other.edition === definition.edition,
	);
	return (
		known !== undefined &&
		!(
			known.description === definition.description &&
			isSameOperations(known.defaultOperations, definition.defaultOperations)
		)
	);
}

/** Editions are versions: the ones before come first. */
function withElders(file: ProjectFile, definitions: readonly FileDefinition[]): FileDefinition[] {
	return file.definitions
		.filter((one) => definitions.some((other) => isSameName(one.name, other.name) && one.edition <= other.edition))
		.sort((one, other) => one.edition - other.edition);
}

function isSameOperations(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
	return isEqual(operationsSchema.parse(one), operationsSchema.parse(other));
}

/** What a stage is run with: its own operations over those of its definition. */
export function operationsOf(file: ProjectFile, stage: FileStage): Operations {
	return operationsSchema.parse({ ...definitionOf(file, stage.definition)?.defaultOperations, ...stage.operations });
}

function graphDifference(
	current: ProjectFile,
	file: ProjectFile,
	outputPath: string,
): Pick<FileDifference, "edits" | "refused"> {
	const refused: string[] = [];
	/** The stage a described one is in the project, by its name now or before. */
	const before = (stage: FileStage) =>
		current.stages.find((other) => isSameName(other.name, stage.name)) ??
		current.stages.find((other) => stage.renamedFrom !== undefined && isSameName(other.name, stage.renamedFrom));
	const kept = new Set(file.stages.flatMap((stage) => before(stage) ?? []));
	const placeOf = (stage: FileStage) => (stage.outputPath === null ? null : resolveAt(outputPath, stage.outputPath));

	const added = parentsFirst(file.stages.filter((stage) => !before(stage)));
	const adds = added.map((stage): FileEdit => {
		const place = placeOf(stage);
		return stage.canaryOf === null
			? { kind: "add", stage, outputPath: place }
			: { kind: "tryOut", stage, of: stage.canaryOf, outputPath: place };
	});
	const promotions: FileEdit[] = [];
	const changes = file.stages.flatMap((stage): FileEdit[] => {
		const old = before(stage);
		if (!old) return [];
		if (!isEqual(old.canary, stage.canary) || !isSameName(old.canaryOf ?? "", stage.canaryOf ?? "")) {
			if (old.canary !== null && stage.canary === null && old.canaryOf === null)
				promotions.push({ kind: "promote", stage: stage.name });
			else
				refused.push(
					`stage "${stage.name}" cannot be tried out in another way once it is there: add a stage with canaryOf, or remove it`,
				);
		}
		if (old.startWith !== stage.startWith)
			refused.push(`stage "${stage.name}" starts with ${old.startWith}, which cannot be changed once it is there`);
		const parts = partsThatDiffer(current, old, file, stage, placeOf(stage));
		if (parts.length === 0) return [];
		return [{ kind: "change", stage: old.name, after: stage, parts, outputPath: placeOf(stage) }];
	});
	const removals = current.stages
		.filter((stage) => !kept.has(stage))
		// What tries a stage out goes with it.
		.filter(
			(stage, _at, gone) => !gone.some((other) => stage.canaryOf !== null && isSameName(other.name, stage.canaryOf)),
		)
		.map((stage): FileEdit => ({ kind: "remove", stage: stage.name }));
	const isRenaming = (edit: FileEdit) => edit.kind === "change" && edit.parts.includes("name");
	const renames = changes.filter(isRenaming);
	return {
		edits: [...renames.map(onlyName), ...adds, ...changes.flatMap(withoutName), ...promotions, ...removals],
		refused,
	};
}

/** Names first: everything after speaks of stages as the file calls them. */
function onlyName(edit: FileEdit): FileEdit {
	return edit.kind === "change" ? { ...edit, parts: ["name"] } : edit;
}

function withoutName(edit: FileEdit): FileEdit[] {
	if (edit.kind !== "change" || !edit.parts.includes("name")) return [edit];
	const parts = edit.parts.filter((part) => part !== "name");
	return parts.length === 0 ? [] : [{ ...edit, stage: edit.after.name, parts }];
}

function parentsFirst(stages: readonly FileStage[]): FileStage[] {
	const ordered: FileStage[] = [];
	let left = [...stages];
	while (left.length > 0) {
		const isLeft = (name: string | null) => name !== null && left.some((stage) => isSameName(stage.name, name));
		// What waits for itself comes as it stands: the graph's own check tells of the cycle.
		const next = left.find((stage) => ![...stage.parents, stage.canaryOf].some(isLeft)) ?? left[0];
		if (!next) break;
		ordered.push(next);
		left = left.filter((stage) => stage !== next);
	}
	return ordered;
}

function partsThatDiffer(
	current: ProjectFile,
	old: FileStage,
	file: ProjectFile,
	stage: FileStage,
	outputPath: string | null,
): StagePart[] {
	const renamed = (name: string) => {
		const successor = file.stages.find(
			(other) =>
				other.renamedFrom !== undefined &&
				isSameName(other.renamedFrom, name) &&
				!current.stages.some((present) => isSameName(present.name, other.name)),
		);
		return isRootStageName(name) ? "" : (successor?.name ?? name).toLowerCase();
	};
	const differs: Readonly<Record<StagePart, boolean>> = {
		name: old.name !== stage.name,
		description: old.description !== stage.description,
		definition: !isSameDefinition(current, old, file, stage),
		parents: !isEqual(old.parents.map(renamed), stage.parents.map(renamed)),
		unitRule: !isEqual(unitRuleSchema.parse(old.unitRule), unitRuleSchema.parse(stage.unitRule)),
		parameters: !isEqual(old.parameters, stage.parameters),
		operations: !isEqual(operationsOf(current, old), operationsOf(file, stage)),
		outputPath: outputPath !== null && outputPath !== resolveAt(current.project.outputPath ?? "", old.outputPath ?? ""),
		priority: old.priority !== stage.priority,
		region: !isEqual(old.region, stage.region),
	};
	// The keys are those of the type above.
	return (Object.keys(differs) as StagePart[]).filter((part) => differs[part]);
}

const unitRuleSchema = recipeSchema.shape.unitRule;

/** A definition that the file does not describe is meant as it is. */
function isSameDefinition(current: ProjectFile, old: FileStage, file: ProjectFile, stage: FileStage): boolean {
	const theirs = definitionOf(file, stage.definition);
	if (!theirs) return isSameName(old.definition.name, stage.definition.name);
	const ours = definitionOf(current, old.definition);
	return (
		ours !== undefined &&
		isSameName(ours.name, theirs.name) &&
		isEqual(ours.content, theirs.content) &&
		isSameName(ours.repository ?? "", theirs.repository ?? "")
	);
}
