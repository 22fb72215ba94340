// Runs one benchmark: npm run bench -- edge|throughput|api [--json]. Builds what it measures first.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
await build(["coordinator", "worker", "stages", "bench"]);
const { status } = spawnSync(
	process.execPath,
	["--enable-source-maps", join(root, "dist/bench/main.mjs"), ...process.argv.slice(2)],
	{
		stdio: "inherit",
	},
);
process.exit(status ?? 1);
