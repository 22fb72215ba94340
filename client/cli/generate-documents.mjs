// Turns the command line's GraphQL documents (src/**/*.graphql) into src/api/generated/documents.ts: the text of each
// operation and the TypeScript types of its variables and its answer, read from the API's schema. The page's
// generator does the work.
//
//   node client/cli/generate-documents.mjs            write the file
//   node client/cli/generate-documents.mjs --check    exit 1 when it is stale
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { generateDocuments, schemaPath } from "../web/generate-documents.mjs";

const here = dirname(fileURLToPath(import.meta.url));
export const targetPath = join(here, "src/api/generated/documents.ts");

function documentFiles() {
	return readdirSync(join(here, "src"), { recursive: true })
		.map((name) => String(name).replaceAll("\\", "/"))
		.filter((name) => name.endsWith(".graphql"))
		.sort()
		.map((name) => ({ name, text: readFileSync(join(here, "src", name), "utf8") }));
}

/** Throws with every problem found when a document does not fit the schema. */
export function generate() {
	const [, ...lines] = generateDocuments(readFileSync(schemaPath, "utf8"), documentFiles()).split("\n");
	const header =
		"// Written by client/cli/generate-documents.mjs from the .graphql files beside the commands. Do not edit.";
	return [header, ...lines].join("\n");
}

function main() {
	const text = generate();
	if (!argv.includes("--check")) return writeFileSync(targetPath, text);
	if (!existsSync(targetPath) || readFileSync(targetPath, "utf8") !== text) {
		console.error("client/cli/src/api/generated/documents.ts is stale: run `npm run generate -w client/cli`.");
		process.exitCode = 1;
	}
}
if (argv[1] === fileURLToPath(import.meta.url)) main();
