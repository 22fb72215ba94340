// What every command of a fresh checkout needs first: a Node that is new enough, and packages as package-lock.json
// says. Plain JavaScript without dependencies, because it runs before they are there. All words go to stderr.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19];
const lockFile = join(root, "package-lock.json");
const installedMark = join(root, "node_modules", ".tilewright-installed");

function say(line) {
	process.stderr.write(`${line}\n`);
}

/** Ends the process with a sentence when something is missing that it cannot get. */
export function prepareCheckout() {
	checkNodeVersion();
	installPackages();
}

function checkNodeVersion() {
	const [major, minor] = process.versions.node.split(".").map(Number);
	if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
	say(
		`Tilewright needs Node ${oldestNode.join(".")} or newer; this is ${process.versions.node} (${process.execPath}). ` +
			"Install a newer one (https://nodejs.org) and run the same command again.",
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
