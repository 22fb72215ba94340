import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
	chmodSync,
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmdirSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
	booksServerArguments,
	booksTemplate,
	keepBooksTemplate,
	openBooks,
	writeBooks,
} from "./accounting-database.ts";
import {
	cgroupConf,
	hasControlGroups,
	mungeSocket,
	type SlurmOptions,
	type SlurmPlaces,
	slurmConf,
	slurmdbdConf,
} from "./slurm-configuration.ts";

const needed = ["munged", "mungekey", "slurmctld", "slurmd", "sbatch", "squeue", "setpriv"] as const;
const neededForAccounting = ["slurmdbd", "mariadbd", "mariadb-install-db", "mariadb"] as const;

/** Why SLURM cannot run here, or null; tests skip with this reason. */
export const slurmProblem: string | null = (() => {
	const missing = [...needed, ...neededForAccounting].filter((program) => pathOf(program) === undefined);
	return missing.length === 0 ? null : `${missing.join(", ")} not found; see scripts/set-up-debian-packages.sh`;
})();

export interface SlurmAnswer {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

type Daemon = "munged" | "mariadbd" | "slurmdbd" | "slurmctld" | "slurmd";

/**
 * A SLURM of its own for one test file: one node, real daemons on free ports, everything in a directory for
 * temporary files. Its daemons die with this process. Starting takes 1 to 3 s, the very first one some more.
 */
export class SlurmCluster {
	readonly directory: string;
	readonly nodeName: string;
	readonly #options: SlurmOptions;
	readonly #places: SlurmPlaces;
	readonly #daemons = new Map<Daemon, ChildProcess>();

	private constructor(places: SlurmPlaces, options: SlurmOptions) {
		this.#places = places;
		this.#options = options;
		this.directory = places.directory;
		this.nodeName = places.nodeName;
	}

	static async start(options: SlurmOptions = {}): Promise<SlurmCluster> {
		const template = options.accounting === false ? null : await SlurmCluster.#booksTemplate();
		return SlurmCluster.#launch(options, template);
	}

	/** Made by the first cluster of all. */
	static async #booksTemplate(): Promise<string> {
		const template = booksTemplate();
		if (existsSync(template)) return template;
		const cluster = await SlurmCluster.#launch({}, null);
		try {
			for (const daemon of ["slurmd", "slurmctld", "slurmdbd", "mariadbd"] as const) await cluster.end(daemon);
			keepBooksTemplate(cluster, template);
		} finally {
			await cluster.stop();
		}
		return template;
	}

	static async #launch(options: SlurmOptions, template: string | null): Promise<SlurmCluster> {
		const [controllerPort = 0, nodePort = 0, accountingPort = 0, databasePort = 0] = await freePorts(4);
		const places: SlurmPlaces = {
			directory: mkdtempSync(join(tmpdir(), "tilewright-slurm-")),
			// Control groups are named after the node: two clusters on one machine must not share them.
			nodeName: `n${randomBytes(3).toString("hex")}`,
			host: hostname().split(".")[0] ?? "localhost",
			user: userInfo().username,
			controllerPort,
			nodePort,
			accountingPort,
			databasePort,
		};
		const cluster = new SlurmCluster(places, options);
		try {
			cluster.#writeFiles();
			await cluster.#startMunge();
			if (options.accounting !== false) {
				await cluster.#startDatabase(template);
				await cluster.startAccounting();
			}
			await cluster.startController();
			await cluster.startNode();
			return cluster;
		} catch (error) {
			const logs = cluster.#logs();
			await cluster.stop();
			throw new Error(`SLURM did not start: ${error instanceof Error ? error.message : error}\n${logs}`);
		}
	}

	/** For everything that is to speak to this cluster. */
	get environment(): Readonly<Record<string, string>> {
		return { SLURM_CONF: join(this.directory, "slurm.conf") };
	}

	run(command: string, args: readonly string[] = []): Promise<SlurmAnswer> {
		const environment = { ...process.env, ...this.environment };
		return new Promise((resolve) => {
			execFile(command, args, { env: environment, maxBuffer: 64e6 }, (error, stdout, stderr) => {
				const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
				resolve({ exitCode, stdout, stderr });
			});
		});
	}

	/** Waits until a command's output is as wanted; the error says what it was instead. */
	async until(what: string, isTrue: () => Promise<boolean> | boolean, limitMs = 120_000): Promise<void> {
		const giveUpAt = performance.now() + limitMs;
		while (!(await isTrue())) {
			if (performance.now() > giveUpAt) {
				const { stdout } = await this.run("squeue", ["-a"]);
				throw new Error(`waited ${limitMs / 1000} s in vain until ${what}\n${stdout}\n${this.#logs()}`);
			}
			await sleep(50);
		}
	}

	async startController(): Promise<void> {
		this.#spawn("slurmctld", ["-D", ...(existsSync(join(this.directory, "state", "job_state")) ? [] : ["-c"])]);
		await this.until("slurmctld answers", async () => (await this.run("scontrol", ["ping"])).exitCode === 0, 20_000);
	}

	async startNode(): Promise<void> {
		this.#spawn("slurmd", ["-D", "-N", this.nodeName]);
		await this.until(
			"the node is there",
			async () => /^(idle|mixed|allocated|drained|draining)$/.test(await this.#nodeState()),
			20_000,
		);
	}

	async startAccounting(): Promise<void> {
		this.#spawn("slurmdbd", ["-D"]);
		await until("slurmdbd answers", () => answers(this.#places.accountingPort));
	}

	/** Ends one daemon; `SIGKILL` as a crash does. */
	async end(daemon: Daemon, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
		const child = this.#daemons.get(daemon);
		this.#daemons.delete(daemon);
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise((resolve) => child.once("exit", resolve));
		child.kill(signal);
		const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
		await ended;
		clearTimeout(timer);
	}

	/** Also what runs on the node: as when the machine goes down. */
	async crashNode(): Promise<void> {
		await this.end("slurmd", "SIGKILL");
		this.#killSteps();
	}

	async stop(): Promise<void> {
		if (this.#daemons.has("slurmctld"))
			await this.run("scancel", ["--user", this.#places.user, "--signal=KILL", "--full"]);
		await this.end("slurmd");
		this.#killSteps();
		// Nothing of theirs is needed any more.
		for (const daemon of ["slurmctld", "slurmdbd", "mariadbd", "munged"] as const) await this.end(daemon, "SIGKILL");
		await this.#removeControlGroups();
		rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
	}

	async #nodeState(): Promise<string> {
		return (await this.run("sinfo", ["-h", "-p", "main", "-o", "%T"])).stdout.trim();
	}

	#writeFiles(): void {
		for (const name of ["munge", "state", "spool", "log", "temporary"]) mkdirSync(join(this.directory, name));
		chmodSync(this.directory, 0o755);
		chmodSync(join(this.directory, "munge"), 0o755);
		const write = (name: string, content: string, mode = 0o644) =>
			writeFileSync(join(this.directory, name), content, { mode });
		write("slurm.conf", slurmConf(this.#places, this.#options));
		write("cgroup.conf", cgroupConf);
		write("slurmdbd.conf", slurmdbdConf(this.#places), 0o600);
	}

	async #startMunge(): Promise<void> {
		const directory = join(this.directory, "munge");
		const key = join(directory, "munge.key");
		writeFileSync(key, randomBytes(128), { mode: 0o600 });
		this.#spawn("munged", [
			"--foreground",
			"--force",
			`--socket=${mungeSocket(this.#places)}`,
			`--key-file=${key}`,
			`--pid-file=${directory}/munged.pid`,
			`--log-file=${directory}/munged.log`,
			`--seed-file=${directory}/munged.seed`,
		]);
		await until("munged is there", () => existsSync(mungeSocket(this.#places)));
	}

	async #startDatabase(template: string | null): Promise<void> {
		writeBooks(this.#places, template);
		this.#spawn("mariadbd", booksServerArguments(this.#places));
		await until("MariaDB answers", () => answers(this.#places.databasePort));
		if (template === null) openBooks(this.#places);
	}

	#spawn(daemon: Daemon, args: readonly string[]): void {
		const log = openSync(join(this.directory, "log", `${daemon}.out`), "a");
		const program = pathOf(daemon) ?? daemon;
		// A test run that is killed takes its daemons with it.
		const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", program, ...args], {
			env: { ...process.env, ...this.environment },
			stdio: ["ignore", log, log],
		});
		closeSync(log);
		this.#daemons.set(daemon, child);
	}

	/** They are folders that outlive slurmd; the kernel removes only those that are empty. */
	async #removeControlGroups(): Promise<void> {
		const root = "/sys/fs/cgroup";
		if (!hasControlGroups) return;
		for (const controller of readdirSync(root)) {
			const group = join(root, controller, `slurm_${this.nodeName}`);
			if (!existsSync(group)) continue;
			const folders = readdirSync(group, { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isDirectory())
				.map((entry) => join(entry.parentPath, entry.name));
			for (const folder of [...folders, group].sort((one, other) => other.length - one.length)) {
				await until("processes of the control groups have ended", () => isRemoved(folder));
			}
		}
	}

	/** Job steps are daemons of their own and survive slurmd. */
	#killSteps(): void {
		for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
			try {
				const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
				const isOurs =
					environment.includes(`SLURM_CONF=${this.directory}/`) ||
					environment.includes(`SLURMD_NODENAME=${this.nodeName}`);
				const isStep = readFileSync(`/proc/${pid}/comm`, "latin1").startsWith("slurmstepd");
				const isOfJob =
					environment.includes("SLURM_JOB_ID=") && environment.includes(`SLURMD_NODENAME=${this.nodeName}`);
				if ((isOurs && isStep) || isOfJob) process.kill(Number(pid), "SIGKILL");
			} catch {
				// It has ended, or is not ours to look at.
			}
		}
	}

	#logs(): string {
		const directory = join(this.directory, "log");
		if (!existsSync(directory)) return "";
		return readdirSync(directory)
			.map((name) => `--- ${name}\n${readFileSync(join(directory, name), "utf8").slice(-1500)}`)
			.join("\n");
	}
}

/** Not while a process of it is still ending. */
function isRemoved(folder: string): boolean {
	try {
		rmdirSync(folder);
		return true;
	} catch {
		return !existsSync(folder);
	}
}

function pathOf(program: string): string | undefined {
	const directories = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin", "/usr/local/sbin"];
	return directories.map((directory) => join(directory, program)).find((path) => existsSync(path));
}

async function until(what: string, isTrue: () => Promise<boolean> | boolean): Promise<void> {
	const giveUpAt = performance.now() + 20_000;
	while (!(await isTrue())) {
		if (performance.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
		await sleep(20);
	}
}

function answers(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		socket.once("connect", () => {
			socket.destroy();
			resolve(true);
		});
		socket.once("error", () => resolve(false));
	});
}

/** Ports nobody listens on now; all are held until all are known, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
	const servers = Array.from({ length: count }, () => createServer());
	const ports = await Promise.all(
		servers.map(
			(server) =>
				new Promise<number>((resolve) => {
					server.listen(0, "127.0.0.1", () => {
						const address = server.address();
						resolve(typeof address === "object" && address !== null ? address.port : 0);
					});
				}),
		),
	);
	await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
	return ports;
}
