#!/usr/bin/env node
// Starts the command line, and builds it first where that has not been done.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const program = new URL("../../../dist/client/cli.mjs", import.meta.url);
if (!existsSync(fileURLToPath(program))) {
	const { prepareCheckout } = await import("../../../scripts/install.mjs");
	prepareCheckout();
	const { build } = await import("../../../scripts/build.mjs");
	await build(["cli", "seeds"]);
}
await import(program.href);
