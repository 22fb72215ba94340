// `npm start`: everything a fresh checkout needs, then the program. Plain JavaScript without dependencies, because
// it runs before they are installed. All words go to stderr; stdout belongs to the program (--json).

import { realpathSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { prepareCheckout, root } from "./install.mjs";

const starter = process.ppid;
prepareCheckout();
try {
	const { build } = await import("./build.mjs");
	await build();
} catch (error) {
	process.stderr.write(`The build failed: ${error instanceof Error ? error.message : error}\n`);
	process.exit(1);
}
if (process.ppid !== starter && isStartedByNpm()) {
	process.stderr.write("npm, which started this, has ended: nothing is started.\n");
	process.exit(1);
}
// In this very process: signals, exit code and arguments are the program's own.
await import(pathToFileURL(join(root, "dist", "compose", "main.mjs")).href);

/** As in compose/src/starter-watch.ts, which looks from here on. */
function isStartedByNpm() {
	const { npm_lifecycle_event: event, npm_package_json: file } = process.env;
	return event === "start" && file !== undefined && realpathSync(file) === join(root, "package.json");
}
