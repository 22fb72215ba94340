// Turns the page's GraphQL documents (src/**/*.graphql) into src/api/generated/documents.ts: the text of each
// operation and the TypeScript type of its variables and its answer, read from the API's schema. So a field that is
// renamed, becomes nullable or goes away is a type error of the page.
//
//   node client/web/generate-documents.mjs            write the file
//   node client/web/generate-documents.mjs --check    exit 1 when it is stale
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import {
	buildSchema,
	getNamedType,
	isEnumType,
	isInputObjectType,
	isListType,
	isNonNullType,
	Kind,
	parse,
	print,
	typeFromAST,
	validate,
	visit,
} from "graphql";

const here = dirname(fileURLToPath(import.meta.url));
export const targetPath = join(here, "src/api/generated/documents.ts");

/** As the coordinator prints it. */
export const schemaPath = join(here, "../../coordinator/schema.graphql");

export function documentFiles() {
	return readdirSync(join(here, "src"), { recursive: true })
		.map(String)
		.filter((name) => name.endsWith(".graphql"))
		.sort()
		.map((name) => ({ name, text: readFileSync(join(here, "src", name), "utf8") }));
}

const scalarTypes = { ID: "string", String: "string", Int: "number", Float: "number", Boolean: "boolean" };

/** Throws with every problem found when a document does not fit the schema. */
export function generateDocuments(schemaText, files) {
	const schema = buildSchema(schemaText);
	const definitions = files.flatMap(({ name, text }) =>
		parse(text).definitions.map((definition) => ({ file: name, definition })),
	);
	const whole = { kind: Kind.DOCUMENT, definitions: definitions.map((entry) => entry.definition) };
	const problems = validate(schema, whole);
	if (problems.length > 0) throw new Error(problems.map((problem) => problem.toString()).join("\n\n"));

	const fragments = new Map();
	for (const { definition } of definitions) {
		if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
	}
	const named = new Map();

	/** Enums and input objects are declared once, by name, as far as they are used. */
	function nameOf(type) {
		if (named.has(type.name)) return type.name;
		if (isEnumType(type)) {
			const values = type.getValues().map((value) => JSON.stringify(value.name));
			named.set(type.name, `export type ${type.name} = ${values.join(" | ")};`);
			return type.name;
		}
		if (isInputObjectType(type)) {
			named.set(type.name, "");
			const fields = Object.values(type.getFields()).map((field) => {
				const optional = isNonNullType(field.type) ? "" : "?";
				return `\treadonly ${field.name}${optional}: ${typeText(field.type, nameOf)};`;
			});
			named.set(type.name, `export interface ${type.name} {\n${fields.join("\n")}\n}`);
			return type.name;
		}
		return scalarTypes[type.name] ?? (type.name === "DateTime" ? "string" : "unknown");
	}

	function typeText(type, leaf) {
		if (isNonNullType(type)) return bareTypeText(type.ofType, leaf);
		const bare = bareTypeText(type, leaf);
		return bare === "unknown" ? bare : `${bare} | null`;
	}
	function bareTypeText(type, leaf) {
		if (!isListType(type)) return leaf(type);
		const item = typeText(type.ofType, leaf);
		return item.includes("|") || item.includes("&") ? `readonly (${item})[]` : `readonly ${item}[]`;
	}

	/** The type of what one selection set brings. The page selects no unions or interfaces. */
	function selectionText(parent, selectionSet, indent) {
		const spreads = [];
		const fields = [];
		for (const selection of selectionSet.selections) {
			if (selection.kind === Kind.FRAGMENT_SPREAD) spreads.push(`${selection.name.value}Fragment`);
			if (selection.kind !== Kind.FIELD) continue;
			const key = (selection.alias ?? selection.name).value;
			const type = parent.getFields()[selection.name.value].type;
			const leaf = (bare) =>
				selection.selectionSet === undefined
					? nameOf(bare)
					: selectionText(getNamedType(bare), selection.selectionSet, `${indent}\t`);
			fields.push(`${indent}\treadonly ${key}: ${typeText(type, leaf)};`);
		}
		const own = fields.length > 0 ? [`{\n${fields.join("\n")}\n${indent}}`] : [];
		return [...spreads, ...own].join(" & ");
	}

	function usedFragments(definition, found = new Set()) {
		visit(definition, {
			FragmentSpread(spread) {
				if (found.has(spread.name.value)) return;
				found.add(spread.name.value);
				usedFragments(fragments.get(spread.name.value), found);
			},
		});
		return found;
	}

	const blocks = [];
	for (const { file, definition } of definitions) {
		if (definition.kind === Kind.FRAGMENT_DEFINITION) {
			const parent = schema.getType(definition.typeCondition.name.value);
			blocks.push(
				`// ${file}\nexport type ${definition.name.value}Fragment = ${selectionText(parent, definition.selectionSet, "")};`,
			);
			continue;
		}
		const name = definition.name.value;
		const root = schema.getRootType(definition.operation);
		const variables = (definition.variableDefinitions ?? []).map((variable) => {
			const type = typeFromAST(schema, variable.type);
			const optional = isNonNullType(type) && variable.defaultValue === undefined ? "" : "?";
			return `\treadonly ${variable.variable.name.value}${optional}: ${typeText(type, nameOf)};`;
		});
		const text = [definition, ...[...usedFragments(definition)].map((used) => fragments.get(used))].map(print);
		blocks.push(
			[
				`// ${file}`,
				`export type ${name}Result = ${selectionText(root, definition.selectionSet, "")};`,
				variables.length === 0
					? `export type ${name}Variables = Record<string, never>;`
					: `export interface ${name}Variables {\n${variables.join("\n")}\n}`,
				`export const ${name}Document = documentOf<${name}Result, ${name}Variables>(\`${text.join("\n\n")}\`);`,
			].join("\n"),
		);
	}
	const types = [...named.keys()].sort().map((key) => named.get(key));
	return [
		"// Written by client/web/generate-documents.mjs from the .graphql files beside the pages. Do not edit.",
		'import { documentOf } from "../document.ts";',
		...types,
		...blocks,
		"",
	].join("\n\n");
}

function main() {
	const text = generateDocuments(readFileSync(schemaPath, "utf8"), documentFiles());
	if (!argv.includes("--check")) return writeFileSync(targetPath, text);
	if (!existsSync(targetPath) || readFileSync(targetPath, "utf8") !== text) {
		console.error("client/web/src/api/generated/documents.ts is stale: run `npm run generate -w client/web`.");
		process.exitCode = 1;
	}
}
if (argv[1] === fileURLToPath(import.meta.url)) main();
