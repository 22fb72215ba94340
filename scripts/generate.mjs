// Writes what is generated from the sources and committed, so that its changes are seen in reviews.
//
//   node scripts/generate.mjs            writes coordinator/schema.graphql, then the clients' documents made from it
//   node scripts/generate.mjs --check    writes nothing; exits with 1 when a file is not what it should be

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const header = "# Printed from coordinator/src/api by `npm run generate`; do not edit.\n\n";

const files = [
	{
		path: join(root, "coordinator/schema.graphql"),
		content: async (path) => format(header + (await printSchema()), path),
	},
];

/** The types are declared in code, so the code has to be run: bundled into a file beside node_modules. */
async function printSchema() {
	const folder = mkdtempSync(join(root, "node_modules/.generate-"));
	try {
		const outfile = join(folder, "print-schema.mjs");
		await build({
			stdin: {
				contents: `
					import { lexicographicSortSchema, printSchema } from "graphql";
					import { schema } from "./coordinator/src/api/schema.ts";
					process.stdout.write(printSchema(lexicographicSortSchema(schema)) + "\\n");
				`,
				resolveDir: root,
				loader: "ts",
			},
			bundle: true,
			platform: "node",
			target: "node20",
			format: "esm",
			outfile,
			logLevel: "warning",
			// Our own packages are TypeScript and are bundled; all others stay where they are.
			plugins: [
				{
					name: "packages-outside",
					setup({ onResolve }) {
						onResolve({ filter: /^[^./]/ }, ({ path }) =>
							path.startsWith("@tilewright/") ? undefined : { path, external: true },
						);
					},
				},
			],
		});
		return execFileSync(process.execPath, [outfile], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** As the formatter wants it, so that generated files pass the same check as all others. */
function format(text, path) {
	const biome = join(root, "node_modules/.bin/biome");
	return execFileSync(biome, ["format", `--stdin-file-path=${path}`], { input: text, encoding: "utf8", cwd: root });
}

/** Read the printed schema, so they come after it. */
const clientGenerators = ["client/web/generate-documents.mjs", "client/cli/generate-documents.mjs"];

const isCheck = process.argv.includes("--check");
const stale = [];
for (const { path, content } of files) {
	const wanted = await content(path);
	const isCurrent = existsSync(path) && readFileSync(path, "utf8") === wanted;
	if (isCurrent) continue;
	if (isCheck) stale.push(relative(root, path));
	else {
		writeFileSync(path, wanted);
		process.stderr.write(`wrote ${relative(root, path)}\n`);
	}
}
if (stale.length > 0) {
	process.stderr.write(
		`Not what the sources say: ${stale.join(", ")}. Run "npm run generate" and commit the result.\n`,
	);
	process.exitCode = 1;
}
for (const generator of clientGenerators) {
	const { status } = spawnSync(process.execPath, [join(root, generator), ...process.argv.slice(2)], {
		stdio: "inherit",
	});
	if (status !== 0) process.exitCode = 1;
}
