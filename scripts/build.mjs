// Bundles the programs into dist/, each part only when something it is made of has changed.
//
//   node scripts/build.mjs [part…]      parts: coordinator worker stages seeds cli compose web (default: all)
//
// A part whose sources are not there (yet) is passed over. Two builds at once are safe: one waits for the other,
// and every file is replaced in one step, so that a running program never reads half of one.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
const stampDirectory = join(dist, ".build");
const lockFile = join(stampDirectory, "lock");
const lockPatienceMs = 180_000;

/** Programs as [source, output below dist]; packages stay outside the bundle unless `bundlesPackages`. */
const parts = {
	coordinator: { entries: () => [["coordinator/src/main.ts", "coordinator/main"]] },
	worker: {
		entries: () => [
			["worker/src/main.ts", "worker/main"],
			["worker/src/execution/spawner/main.ts", "worker/spawner"],
			// A thread of the worker.
			["worker/src/file-thread.ts", "worker/file-thread"],
		],
	},
	// Started for every task: one file loads in a fraction of the time that a tree of packages takes.
	stages: { bundlesPackages: true, outputDirectory: "stages", entries: stageEntries },
	seeds: { entries: () => [["seeds/src/main.ts", "seeds/simulate"]] },
	cli: { entries: () => [["client/cli/src/main.ts", "client/cli"]] },
	compose: { entries: () => [["compose/src/main.ts", "compose/main"]] },
	bench: { entries: () => [["bench/main.ts", "bench/main"]] },
	web: { entries: () => [], isWeb: true },
};

export const partNames = Object.keys(parts);

function stageEntries() {
	const folder = join(root, "stages/src/programs");
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
		.sort()
		.map((name) => [`stages/src/programs/${name}`, `stages/${basename(name, ".ts")}`]);
}

/** Builds what is out of date; answers the names of the parts it has built. Throws when one cannot be built. */
export async function build(names = partNames, log = (line) => process.stderr.write(`${line}\n`)) {
	for (const name of names) {
		if (!(name in parts)) throw new Error(`There is no part "${name}" to build; there are ${partNames.join(", ")}.`);
	}
	if (names.every(isFresh)) return [];
	const release = await lock();
	try {
		const built = [];
		// Asked again: another build may have done the work while this one waited.
		for (const name of names.filter((candidate) => !isFresh(candidate))) {
			const startedAt = performance.now();
			await (parts[name].isWeb ? buildWeb() : buildProgram(name));
			log(`built ${name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
			built.push(name);
		}
		return built;
	} finally {
		release();
	}
}

// What a part was made of, and from when: dist/.build/<part>.json

function isFresh(name) {
	const sources = sourcesOf(name);
	if (sources.length === 0) return true;
	const stamp = readJson(join(stampDirectory, `${name}.json`));
	if (stamp === undefined || stamp.key !== keyOf(name, sources)) return false;
	if (!stamp.outputs.every((file) => existsSync(join(root, file)))) return false;
	return Object.entries(stamp.inputs).every(([file, state]) => stateOf(file) === state);
}

function writeStamp(name, sources, inputs, outputs) {
	mkdirSync(stampDirectory, { recursive: true });
	const states = Object.fromEntries(inputs.map((file) => [file, stateOf(file)]));
	replaceFile(
		join(stampDirectory, `${name}.json`),
		JSON.stringify({ key: keyOf(name, sources), inputs: states, outputs }),
	);
}

/** The entry points that exist; for the page all its files, because vite does not say what it has read. */
function sourcesOf(name) {
	if (parts[name].isWeb) return existsSync(join(root, "client/web/index.html")) ? webSources() : [];
	return parts[name]
		.entries()
		.map(([source]) => source)
		.filter((source) => existsSync(join(root, source)));
}

function webSources() {
	const files = [...filesBelow("client/web"), ...filesBelow("contract/src")];
	return files.filter((file) => !/\.test\.tsx?$/.test(file)).sort();
}

function filesBelow(folder) {
	return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
		const path = `${folder}/${entry.name}`;
		if (entry.isDirectory()) return entry.name === "node_modules" || entry.name === "dist" ? [] : filesBelow(path);
		return entry.isFile() ? [path] : [];
	});
}

/** What decides a build besides the sources' content: which there are, how we build, which packages are installed. */
function keyOf(name, sources) {
	const how = ["scripts/build.mjs", "package-lock.json", "tsconfig.json"].map((file) => `${file} ${stateOf(file)}`);
	return createHash("sha256")
		.update([name, ...sources, ...how].join("\n"))
		.digest("hex");
}

function stateOf(file) {
	const status = statSync(join(root, file), { throwIfNoEntry: false });
	return status === undefined ? "absent" : `${status.mtimeMs}/${status.size}`;
}

// Programs

async function buildProgram(name) {
	const { entries, bundlesPackages, outputDirectory } = parts[name];
	const sources = sourcesOf(name);
	const { build: bundle } = await import("esbuild");
	const result = await bundle({
		absWorkingDir: root,
		entryPoints: entries()
			.filter(([source]) => sources.includes(source))
			.map(([source, out]) => ({ in: source, out })),
		outdir: dist,
		outExtension: { ".js": ".mjs" },
		bundle: true,
		// What the stage programs share is loaded once for what it is needed for: 10 to 36 ms less per start.
		...(bundlesPackages ? { splitting: true, chunkNames: `${outputDirectory}/[name]-[hash]` } : {}),
		platform: "node",
		target: "node20",
		format: "esm",
		sourcemap: true,
		metafile: true,
		write: false,
		logLevel: "warning",
		// Bundled CommonJS packages call require() for Node's own modules.
		...(bundlesPackages ? { banner: { js: requireBanner } } : { plugins: [packagesStayOutside] }),
	});
	const outputs = result.outputFiles.map((file) => relative(root, file.path).replaceAll("\\", "/"));
	for (const file of result.outputFiles) replaceFile(file.path, file.contents);
	if (outputDirectory !== undefined) removeOthers(join(dist, outputDirectory), outputs);
	writeStamp(name, sources, Object.keys(result.metafile.inputs).map(withoutNamespace), outputs);
}

const requireBanner =
	'import { createRequire as tilewrightCreateRequire } from "node:module"; const require = tilewrightCreateRequire(import.meta.url);';

/** Our own packages are TypeScript and must be bundled; everything else is loaded from node_modules as it is. */
const packagesStayOutside = {
	name: "packages-stay-outside",
	setup(builder) {
		builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
			if (kind === "entry-point" || path.startsWith("@tilewright/") || /^[A-Za-z]:[\\/]/.test(path)) return undefined;
			return { path, external: true };
		});
	},
};

/** esbuild marks what is not a plain file as `namespace:path`. */
function withoutNamespace(path) {
	return path.replace(/^[a-z-]{2,}:/, "");
}

function removeOthers(folder, kept) {
	for (const name of readdirSync(folder)) {
		const path = relative(root, join(folder, name)).replaceAll("\\", "/");
		if (!kept.includes(path)) rmSync(join(folder, name), { recursive: true, force: true });
	}
}

// The page

async function buildWeb() {
	const sources = sourcesOf("web");
	const target = join(dist, "client/web");
	const draft = `${target}.new-${process.pid}`;
	const old = `${target}.old-${process.pid}`;
	// A process of its own: vite would stay in the memory of the program that starts everything.
	const vite = join(root, "node_modules/vite/bin/vite.js");
	await run(process.execPath, [vite, "build", "--outDir", draft, "--emptyOutDir", "--logLevel", "warn"], {
		cwd: join(root, "client/web"),
	});
	if (existsSync(target)) renameSync(target, old);
	renameSync(draft, target);
	rmSync(old, { recursive: true, force: true });
	writeStamp("web", sources, sources, ["dist/client/web/index.html"]);
}

function run(program, args, options) {
	return new Promise((resolvePromise, reject) => {
		// Everything to stderr: stdout may be promised to a JSON document.
		const child = spawn(program, args, { ...options, stdio: ["ignore", 2, 2] });
		child.on("error", reject);
		child.on("exit", (code, signal) => {
			if (code === 0) resolvePromise();
			else reject(new Error(`${basename(args[0] ?? program)} ended with ${signal ?? `exit code ${code}`}.`));
		});
	});
}

// Files and the lock

function replaceFile(path, content) {
	mkdirSync(dirname(path), { recursive: true });
	const draft = `${path}.new-${process.pid}`;
	writeFileSync(draft, content);
	renameSync(draft, path);
}

function readJson(path) {
	try {
		return JSON.parse(readFileSync(path, "utf8"));
	} catch {
		return undefined;
	}
}

async function lock() {
	mkdirSync(stampDirectory, { recursive: true });
	const end = performance.now() + lockPatienceMs;
	for (;;) {
		try {
			writeFileSync(lockFile, String(process.pid), { flag: "wx" });
			return () => rmSync(lockFile, { force: true });
		} catch (error) {
			if (error.code !== "EEXIST") throw error;
		}
		if (!isLockOwnerAlive()) rmSync(lockFile, { force: true });
		else if (performance.now() > end) throw new Error(`Another build holds ${lockFile}. If none runs, remove it.`);
		else await sleep(100);
	}
}

function isLockOwnerAlive() {
	const status = statSync(lockFile, { throwIfNoEntry: false });
	if (status === undefined) return false;
	const pid = Number(readFileSync(lockFile, "utf8"));
	// Just made, and the number not yet written.
	if (!(pid > 0)) return Date.now() - status.mtimeMs < 1_000;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === "EPERM";
	}
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
	try {
		const names = process.argv.slice(2);
		const built = await build(names.length === 0 ? partNames : names);
		if (built.length === 0) process.stderr.write("nothing to build\n");
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
		process.exitCode = 1;
	}
}
