import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The built-in stages; each becomes one program of this name. */
export const stageNames = ["quality", "preview", "projection", "shift", "mosaic"];

/**
 * Bundles the stage programs as `<name>.mjs` into a folder. What a program imports lazily stays in files of its own
 * beside them, so that starting one parses only what it runs.
 */
export async function bundleStages(outputFolder) {
	await build({
		entryPoints: stageNames.map((name) => fileURLToPath(new URL(`src/programs/${name}.ts`, import.meta.url))),
		outdir: outputFolder,
		outExtension: { ".js": ".mjs" },
		chunkNames: "chunks/[name]-[hash]",
		bundle: true,
		splitting: true,
		format: "esm",
		platform: "node",
		target: "node20",
		minifySyntax: true,
		minifyWhitespace: true,
		legalComments: "none",
		logLevel: "error",
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	await bundleStages(process.argv[2] ?? fileURLToPath(new URL("../dist/stages", import.meta.url)));
}
