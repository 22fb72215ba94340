import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const program = "/usr/sbin/sshd";

/** Why no ssh server can run here, or null. */
export const sshProblem: string | null = existsSync(program)
	? null
	: "sshd not found; see scripts/set-up-debian-packages.sh";

/** An ssh server on this machine that lets this user in by a key of its own, and an ssh configuration that finds it. */
export class SshServer {
	readonly directory: string;
	readonly #port: number;
	#server: ChildProcess | undefined;

	private constructor(directory: string, port: number) {
		this.directory = directory;
		this.#port = port;
	}

	static async start(): Promise<SshServer> {
		const server = new SshServer(mkdtempSync(join(tmpdir(), "tilewright-ssh-")), await freePort());
		server.#writeFiles();
		await server.open();
		return server;
	}

	/** For `ssh -F`: the host is called `submit-host`. */
	get configuration(): string {
		return join(this.directory, "ssh_config");
	}

	/** In a worker's cluster file: this server as the way to a scheduler. */
	submitHost({ environment }: { readonly environment: Readonly<Record<string, string>> }) {
		return { ssh: "submit-host", sshConfig: this.configuration, environment };
	}

	/** How many connections were made, by the server's log. */
	get connections(): number {
		return readFileSync(join(this.directory, "log"), "utf8").split("Accepted publickey").length - 1;
	}

	async open(): Promise<void> {
		const file = join(this.directory, "sshd_config");
		this.#server = spawn(
			"setpriv",
			["--pdeathsig", "KILL", "--", program, "-D", "-f", file, "-E", join(this.directory, "log")],
			{
				stdio: "ignore",
			},
		);
		const giveUpAt = performance.now() + 20_000;
		while (!(await answers(this.#port))) {
			if (performance.now() > giveUpAt) throw new Error("the ssh server does not answer");
			await sleep(20);
		}
	}

	/** As when the host goes away: connections that are open break too. */
	async shut(): Promise<void> {
		const server = this.#server;
		this.#server = undefined;
		if (server === undefined || server.exitCode !== null) return;
		const ended = new Promise((resolve) => server.once("exit", resolve));
		try {
			execFileSync("pkill", ["-KILL", "-P", String(server.pid)]);
		} catch {
			// Nobody was connected.
		}
		server.kill("SIGKILL");
		await ended;
	}

	async stop(): Promise<void> {
		await this.shut();
		rmSync(this.directory, { recursive: true, force: true });
	}

	#writeFiles(): void {
		const path = (name: string) => join(this.directory, name);
		for (const name of ["host_key", "user_key"]) {
			execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path(name)]);
		}
		const hostKey = readFileSync(path("host_key.pub"), "utf8");
		const authorized = readFileSync(path("user_key.pub"), "utf8");
		writeFileSync(path("known_hosts"), `[127.0.0.1]:${this.#port} ${hostKey}`);
		writeFileSync(path("authorized_keys"), authorized, { mode: 0o600 });
		// The server insists on this folder when it runs as root.
		if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
		const server = {
			Port: this.#port,
			ListenAddress: "127.0.0.1",
			HostKey: path("host_key"),
			PidFile: path("pid"),
			AuthorizedKeysFile: path("authorized_keys"),
			PasswordAuthentication: "no",
			PermitRootLogin: "prohibit-password",
			StrictModes: "no",
			UsePAM: "no",
			LogLevel: "INFO",
		};
		const client = {
			HostName: "127.0.0.1",
			Port: this.#port,
			User: userInfo().username,
			IdentityFile: path("user_key"),
			IdentitiesOnly: "yes",
			UserKnownHostsFile: path("known_hosts"),
		};
		const lines = (options: object) => Object.entries(options).map(([name, value]) => `${name} ${value}`);
		writeFileSync(path("sshd_config"), `${lines(server).join("\n")}\n`);
		writeFileSync(this.configuration, `Host submit-host\n\t${lines(client).join("\n\t")}\n`);
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
