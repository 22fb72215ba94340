import { operationsSchema, taskDefinitionContentSchema, type UnitRule } from "@tilewright/contract/recipe";
import { Document, isScalar, visit } from "yaml";
import { canonicalJson } from "../planning/stage-version-rules.ts";
import { rootStageName } from "./edit-rules.ts";
import type { FileDefinition, FileStage, ProjectFile } from "./project-file.ts";

/** The text of a project file. Equal files have equal texts; what has its default is left out. */
export function writeProjectFile(file: ProjectFile): string {
	const { project } = file;
	return [
		heading,
		section({ tilewright: file.tilewright }),
		comment("Settings. Paths of sources and stages are relative to these two where they lie inside."),
		section({
			project: withoutDefaults(
				{ ...project, outputPath: project.outputPath ?? undefined },
				{ description: "", parameters: {}, priority: 0, region: {}, skippedPlanes: null, backfillShare: 0.8 },
			),
		}),
		comment("Where tiles come from: kind list, directory or announced."),
		section({ sources: file.sources.map((source) => withoutDefaults(source, { rootPath: ".", settings: {} })) }),
		comment("Folders of programs. Where a repository of this name is known already, its own location stays."),
		section({ repositories: file.repositories.map((repository) => withoutDefaults(repository, { description: "" })) }),
		comment("How programs are run. What an installation has under a name gets a new version where it differs."),
		section({ definitions: file.definitions.map(plainDefinition) }),
		comment(
			`The graph, by names. "${rootStageName}" is the root stage. Give a stage another name together with`,
			"renamedFrom: <old name>, or it is another stage.",
		),
		section({ stages: file.stages.map((stage) => plainStage(stage)) }),
	].join("\n");
}

const heading = comment(
	"A project of Tilewright, as `tilewright projects export` writes it and docs/project-file.md describes it.",
	"See what it would change with `tilewright projects diff`, and change it with `tilewright projects apply`.",
);

function comment(...lines: readonly string[]): string {
	return lines.map((line) => `# ${line}`).join("\n");
}

/** What readers of YAML 1.1 take for booleans; and lines of blanks only, whose number a block does not keep. */
function needsQuotes(text: string): boolean {
	return /^(?:yes|no|on|off)$/i.test(text) || /^[ \t]+$/m.test(text);
}

function section(value: Readonly<Record<string, unknown>>): string {
	const document = new Document(value, { aliasDuplicateObjects: false });
	visit(document, {
		Scalar: (_key, node) => {
			if (typeof node.value === "string" && needsQuotes(node.value)) node.type = "QUOTE_DOUBLE";
		},
		Seq: (_key, node) => {
			node.flow = node.items.length === 0 || (node.items.every(isShort) && node.items.length <= 8);
		},
		Map: (key, node) => {
			node.flow = key !== null && (node.items.length === 0 || node.items.every(({ value: part }) => isNumber(part)));
		},
	});
	// Long lines are not folded: a changed word would move all the lines after it, and in quotes blanks at their ends are lost.
	return document.toString({
		lineWidth: 0,
		doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
		flowCollectionPadding: false,
	});
}

/** Lists of names and of numbers, and places in the lattice, are read best on one line. */
function isShort(node: unknown): boolean {
	return isScalar(node) && String(node.value).length <= 40 && !String(node.value).includes("\n");
}

function isNumber(node: unknown): boolean {
	return isScalar(node) && typeof node.value === "number";
}

/** Without the keys that have these values, or none. */
function withoutDefaults(
	value: Readonly<Record<string, unknown>>,
	defaults: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(value).filter(
			([name, part]) =>
				part !== undefined && !(name in defaults && canonicalJson(part) === canonicalJson(defaults[name])),
		),
	);
}

const plainContent = taskDefinitionContentSchema.parse({ program: { kind: "none" } });

function plainDefinition({ content, ...definition }: FileDefinition): Record<string, unknown> {
	const { program: _theirs, ...defaults } = plainContent;
	const outputs = content.outputs.map((output) => withoutDefaults(output, { minimumBytes: 1 }));
	return withoutDefaults(
		{
			...definition,
			content: withoutDefaults(
				{ ...content, program: withoutDefaults(content.program, { interpreter: null }), outputs },
				defaults,
			),
		},
		{ edition: 1, description: "", repository: null, defaultOperations: {} },
	);
}

function plainStage({ definition, unitRule, ...stage }: FileStage): Record<string, unknown> {
	const { name, renamedFrom: _spoken, description, parents, parameters, operations, ...rest } = stage;
	return withoutDefaults(
		{
			name,
			description,
			definition: definition.edition === 1 ? definition.name : definition,
			parents,
			unitRule: plainUnitRule(unitRule),
			parameters,
			operations,
			...rest,
		},
		{
			description: "",
			parameters: {},
			operations: {},
			outputPath: null,
			priority: 0,
			region: null,
			startWith: "everything",
			canary: null,
			canaryOf: null,
		},
	);
}

function plainUnitRule(rule: UnitRule): unknown {
	return rule.kind === "each" ? "each" : withoutDefaults(rule, { partial: null });
}

/** Of a stage's operations those that are not what a new stage of its definition has. */
export function ownOperations(
	operations: Readonly<Record<string, unknown>>,
	defaultOperations: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	return withoutDefaults(operations, operationsSchema.parse(defaultOperations));
}
