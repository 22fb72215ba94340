import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const packagedCell = "/var/lib/gridengine";
const packagedSpool = "/var/spool/gridengine";

/** Why Grid Engine cannot run here, or null. */
export const gridEngineProblem: string | null = (() => {
	if (!existsSync("/usr/lib/gridengine/sge_qmaster") || !existsSync(join(packagedCell, "default/common/bootstrap"))) {
		return "gridengine-master, gridengine-exec and gridengine-client are not installed";
	}
	if (userInfo().uid !== 0) return "its daemons need root";
	return existsSync("/usr/bin/sudo") ? null : "it refuses root's jobs, and there is no sudo to become somebody else";
})();

/** Grid Engine takes no jobs of root's. */
export const gridEngineUser = "nobody";

const queue = {
	qname: "all.q",
	hostlist: "localhost",
	seq_no: 0,
	load_thresholds: "NONE",
	suspend_thresholds: "NONE",
	nsuspend: 1,
	suspend_interval: "00:05:00",
	priority: 0,
	min_cpu_interval: "00:05:00",
	processors: "UNDEFINED",
	qtype: "BATCH",
	rerun: "FALSE",
	tmpdir: "/tmp",
	shell: "/bin/sh",
	shell_start_mode: "unix_behavior",
	notify: "00:00:60",
	initial_state: "default",
};
const without =
	"ckpt_list pe_list prolog epilog starter_method suspend_method resume_method terminate_method owner_list user_lists xuser_lists subordinate_list complex_values projects xprojects calendar";
const unlimited =
	"s_rt h_rt s_cpu h_cpu s_fsize h_fsize s_data h_data s_stack h_stack s_core h_core s_rss h_rss s_vmem h_vmem";

/** A Grid Engine of its own for one test file: Debian's cell copied to a folder for temporary files, on free ports. */
export class GridEngine {
	readonly directory: string;
	readonly environment: Readonly<Record<string, string>>;
	readonly #daemons: ChildProcess[] = [];

	private constructor(directory: string, ports: readonly [number, number]) {
		this.directory = directory;
		this.environment = {
			SGE_ROOT: join(directory, "cell"),
			SGE_CELL: "default",
			SGE_QMASTER_PORT: String(ports[0]),
			SGE_EXECD_PORT: String(ports[1]),
		};
	}

	/** With as many slots as jobs are to run at once, whatever the machine has. */
	static async start({ slots = 8 }: { readonly slots?: number } = {}): Promise<GridEngine> {
		const engine = new GridEngine(mkdtempSync(join(tmpdir(), "tilewright-sge-")), [await freePort(), await freePort()]);
		try {
			engine.#writeFiles();
			engine.#spawn("sge_qmaster");
			await engine.until("qmaster answers", async () => (await engine.run("qconf", ["-sh"])).exitCode === 0);
			await engine.#configure(slots);
			engine.#spawn("sge_execd");
			await engine.until("the queue is open", async () => {
				const { stdout } = await engine.run("qstat", ["-f"]);
				return /all\.q@\S+\s+\S+\s+0\/0\/\d+\s+[\d.]+\s+\S+\s*$/m.test(stdout);
			});
			return engine;
		} catch (error) {
			await engine.stop();
			throw error;
		}
	}

	run(command: string, args: readonly string[]): Promise<{ readonly exitCode: number; readonly stdout: string }> {
		return new Promise((resolve) => {
			execFile(command, args, { env: { ...process.env, ...this.environment } }, (error, stdout) => {
				resolve({ exitCode: error === null ? 0 : 1, stdout });
			});
		});
	}

	async until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
		const giveUpAt = performance.now() + 60_000;
		while (!(await isTrue())) {
			if (performance.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
			await sleep(100);
		}
	}

	async stop(): Promise<void> {
		await this.run("qdel", ["-u", gridEngineUser]);
		for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
			try {
				const isOurs = readFileSync(`/proc/${pid}/environ`, "latin1").includes(`SGE_ROOT=${this.directory}/`);
				const name = readFileSync(`/proc/${pid}/comm`, "latin1");
				if (isOurs && name.startsWith("sge_")) process.kill(Number(pid), "SIGKILL");
			} catch {
				// It has ended, or is not ours to look at.
			}
		}
		for (const daemon of this.#daemons) {
			if (daemon.exitCode === null && daemon.signalCode === null)
				await new Promise((resolve) => daemon.once("exit", resolve));
		}
		rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
	}

	#writeFiles(): void {
		const { directory } = this;
		chmodSync(directory, 0o755);
		// With owners and links, as the package made them.
		execFileSync("cp", ["-a", packagedCell, join(directory, "cell")]);
		execFileSync("cp", ["-a", packagedSpool, join(directory, "spool")]);
		for (const name of readdirSync(join(directory, "spool/spooldb"))) {
			if (name.startsWith("__db.")) rmSync(join(directory, "spool/spooldb", name));
		}
		const common = join(directory, "cell/default/common");
		const bootstrap = readFileSync(join(common, "bootstrap"), "utf8");
		writeFileSync(join(common, "bootstrap"), bootstrap.replaceAll(packagedSpool, join(directory, "spool")));
		const host = hostname().split(".")[0] ?? "localhost";
		writeFileSync(join(common, "act_qmaster"), `${host}\n`);
		writeFileSync(join(common, "host_aliases"), `localhost ${host}\n`);
	}

	async #configure(slots: number): Promise<void> {
		const change = async (name: string, read: readonly string[], write: string, edit: (text: string) => string) => {
			const file = join(this.directory, name);
			const before = read.length === 0 ? "" : (await this.run("qconf", read)).stdout;
			writeFileSync(file, edit(before.replaceAll(/^#.*\n/gm, "")));
			await this.run("qconf", [write, file]);
		};
		await this.run("qconf", ["-as", "localhost"]);
		const hostFields =
			"load_scaling complex_values user_lists xuser_lists projects xprojects usage_scaling report_variables";
		const none = (names: string) => names.split(" ").map((field) => `${field} NONE`);
		await change("host", [], "-Ae", () => `hostname localhost\n${none(hostFields).join("\n")}\n`);
		await change("global", ["-sconf"], "-Mconf", (text) =>
			text
				.replace(/^execd_spool_dir.*$/m, `execd_spool_dir ${join(this.directory, "spool/execd")}`)
				.replace(/^shell_start_mode.*$/m, "shell_start_mode unix_behavior")
				// Ended jobs are in the accounts at once, not after a quarter of a minute.
				.replace(/flush_time=[\d:]+/g, "flush_time=00:00:00 accounting_flush_time=00:00:00"),
		);
		await change("schedule", ["-ssconf"], "-Msconf", (text) =>
			text
				.replace(/^schedule_interval.*$/m, "schedule_interval 0:0:1")
				.replace(/^flush_submit_sec.*$/m, "flush_submit_sec 1")
				.replace(/^flush_finish_sec.*$/m, "flush_finish_sec 1"),
		);
		const lines = [
			...Object.entries({ ...queue, slots }).map(([field, value]) => `${field} ${value}`),
			...none(without),
			...unlimited.split(" ").map((field) => `${field} INFINITY`),
		];
		await change("queue", [], "-Aq", () => `${lines.join("\n")}\n`);
	}

	#spawn(daemon: string): void {
		// They go into the background by themselves and are found by their environment.
		const child = spawn(join("/usr/lib/gridengine", daemon), [], {
			env: { ...process.env, ...this.environment },
			stdio: "ignore",
		});
		this.#daemons.push(child);
	}
}

function freePort(): Promise<number> {
	const server = createServer();
	return new Promise((resolve) => {
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
		});
	});
}
