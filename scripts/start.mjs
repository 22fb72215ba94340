// `npm start`: everything a fresh checkout needs, then the program. Plain JavaScript without dependencies, because
// it runs before they are installed. All words go to stderr; stdout belongs to the program (--json).

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19];
const lockFile = join(root, "package-lock.json");
const installedMark = join(root, "node_modules", ".tilewright-installed");

function say(line) {
	process.stderr.write(`${line}\n`);
}

function checkNodeVersion() {
	const [major, minor] = process.versions.node.split(".").map(Number);
	if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
	say(
		`Tilewright needs Node ${oldestNode.join(".")} or newer; this is ${process.versions.node} (${process.execPath}). ` +
			"Install a newer one (https://nodejs.org) and run npm start again.",
	);
	process.exit(1);
}

/** Installs when there is nothing yet or the lock file asks for other versions; never changes the lock file. */
function installPackages() {
	const wanted = readFileSync(lockFile, "utf8");
	const hash = createHash("sha256").update(wanted).digest("hex");
	if (existsSync(installedMark) && readFileSync(installedMark, "utf8") === hash) return;
	if (!isInstalled(wanted)) {
		say(existsSync(join(root, "node_modules")) ? "Updating packages (npm ci) …" : "Installing packages (npm ci) …");
		// npm tells its children where it is; without it there is the one on PATH.
		const npm = process.env.npm_execpath;
		const [program, args] = npm ? [process.execPath, [npm, "ci"]] : ["npm", ["ci"]];
		const run = spawnSync(program, [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
			cwd: root,
			stdio: ["ignore", 2, 2],
			shell: !npm && process.platform === "win32",
		});
		if (run.status !== 0) {
			say(
				`npm ci ${run.error ? `could not be started: ${run.error.message}` : `ended with ${run.signal ?? `exit code ${run.status}`}`}. ` +
					"Is there a network? Run it by hand to see more.",
			);
			process.exit(1);
		}
	}
	writeFileSync(installedMark, hash);
}

/** Whether what lies in node_modules (npm keeps a list there) is what the lock file says. */
function isInstalled(wanted) {
	try {
		const hidden = readFileSync(join(root, "node_modules", ".package-lock.json"), "utf8");
		const installed = JSON.parse(hidden).packages;
		return Object.entries(JSON.parse(wanted).packages).every(([path, entry]) => {
			// Packages for other systems are left out, and our own are links.
			if (!path.startsWith("node_modules/") || entry.link || entry.optional || entry.devOptional) return true;
			return installed[path]?.version === entry.version;
		});
	} catch {
		return false;
	}
}

checkNodeVersion();
installPackages();
try {
	const { build } = await import(pathToFileURL(join(root, "scripts", "build.mjs")).href);
	await build();
} catch (error) {
	say(`The build failed: ${error instanceof Error ? error.message : error}`);
	process.exit(1);
}
// In this very process: signals, exit code and arguments are the program's own.
await import(pathToFileURL(join(root, "dist", "compose", "main.mjs")).href);
