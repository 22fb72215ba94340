// `npm start`: everything a fresh checkout needs, then the program. Plain JavaScript without dependencies, because
// it runs before they are installed. All words go to stderr; stdout belongs to the program (--json).

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { prepareCheckout, root } from "./install.mjs";

prepareCheckout();
try {
	const { build } = await import("./build.mjs");
	await build();
} catch (error) {
	process.stderr.write(`The build failed: ${error instanceof Error ? error.message : error}\n`);
	process.exit(1);
}
// In this very process: signals, exit code and arguments are the program's own.
await import(pathToFileURL(join(root, "dist", "compose", "main.mjs")).href);
